import RecurrentFoundation

/// Where HDF5 1.8 keeps what is too much for an object header, links and attributes (specification, III.G): blocks of growing
/// size, side by side in one space of numbers.
struct HDF5FractalHeap {
  /// More rows than blocks can double.
  private static let maximumRows = 60

  private let region: ByteRegion
  let idSize: Int
  /// Blocks in a row, bytes of a block in the first two rows, and the rows whose blocks hold objects.
  private let width, startSize, directRows: Int
  /// Bytes of a place in the heap, and of an object's length.
  private let offsetSize, lengthSize: Int
  /// nil: there is nothing in it.
  private let root: Int?
  /// Of the root; 0: it is itself a block of objects.
  private let rows: Int

  init(_ region: ByteRegion, at address: Int) throws(FormatError) {
    func number(_ offset: Int, _ width: Int) -> Int? { region.number(at: address + offset, width: width) }
    guard region.holds(Array("FRHP".utf8), at: address), let idSize = number(5, 2), let filters = number(7, 2),
      let largestObject = number(10, 4), let width = number(110, 2), let startSize = number(112, 8),
      let largestBlock = number(120, 8), let bits = number(128, 2), let rows = number(140, 2), width > 0, startSize > 0,
      largestBlock >= startSize, bits <= 64, rows <= Self.maximumRows
    else { throw region.malformed("no heap of links or attributes at byte \(address)") }
    guard filters == 0 else { throw region.unsupported("a heap of links is compressed: \(HDF5File.remedy)") }
    (self.region, self.idSize, self.width, self.startSize, self.rows) = (region, idSize, width, startSize, rows)
    directRows = Self.log2(largestBlock) - Self.log2(startSize) + 2
    offsetSize = (bits + 7) / 8
    lengthSize = min(Self.bytes(of: largestBlock), Self.bytes(of: largestObject))
    root = number(132, 8)
  }

  private static func log2(_ size: Int) -> Int { size.bitWidth - 1 - size.leadingZeroBitCount }

  /// Bytes that hold numbers up to this.
  static func bytes(of limit: Int) -> Int { max(1, (limit.bitWidth - limit.leadingZeroBitCount + 7) / 8) }

  /// An object by its name in the heap.
  func object(_ id: ByteRegion) throws(FormatError) -> ByteRegion {
    guard let head = id.integer(UInt8.self, at: 0) else { throw region.malformed("a name in a heap is cut short") }
    switch head >> 4 & 3 {
    case 0:
      guard let offset = id.number(at: 1, width: offsetSize),
        let length = id.number(at: 1 + offsetSize, width: lengthSize), let root,
        let place = rows == 0 ? root + offset : try self.place(of: offset, in: root, rows: rows),
        let object = region.part(at: place, count: length)
      else { throw region.malformed("an object lies outside its heap") }
      return object
    case 2:
      guard let object = id.part(at: 1, count: Int(head & 0x0F) + 1) else {
        throw region.malformed("an object lies outside its heap")
      }
      return object
    default: throw region.unsupported("an attribute of more than 64 KiB in a heap: \(HDF5File.remedy)")
    }
  }

  /// Where in the file a place of the heap is: in a block of objects, or in blocks of blocks.
  private func place(of offset: Int, in block: Int, rows: Int) throws(FormatError) -> Int? {
    guard region.holds(Array("FHIB".utf8), at: block) else {
      throw region.malformed("no block of a heap at byte \(block)")
    }
    var (position, child) = (0, block + 13 + offsetSize)
    for row in 0..<max(0, rows) {
      let (size, isTooLarge) = startSize.multipliedReportingOverflow(by: 1 << max(0, row - 1))
      guard !isTooLarge, size <= Int.max / 4 / width else { return nil }
      if offset < position + size * width {
        let column = (offset - position) / size
        guard let address = region.number(at: child + 8 * column, width: 8) else { return nil }
        let inside = offset - position - column * size
        if row < directRows { return address + inside }
        // A block of blocks has as many rows as fill its size: fewer than this.
        return try place(of: inside, in: address, rows: row - Self.log2(width))
      }
      position += size * width
      child += 8 * width
    }
    return nil
  }
}
