import RecurrentFoundation

/// Reads what a zip file has from its end: the local headers before each entry need not say it (PyTorch's do not).
enum ZipDirectory {
  static let endSignature: UInt32 = 0x0605_4B50
  static let headerSignature: UInt32 = 0x0201_4B50
  static let localSignature: UInt32 = 0x0403_4B50
  static let endSignature64: UInt32 = 0x0606_4B50
  static let locatorSignature: UInt32 = 0x0706_4B50
  static let endSize = 22
  static let headerSize = 46
  static let localSize = 30
  static let endSize64 = 56
  static let locatorSize = 20
  /// The tag of the extra field with 64-bit sizes.
  static let tag64: UInt16 = 1
  /// What a field holds where the 64-bit one counts.
  static let elsewhere16 = UInt16.max
  static let elsewhere32 = UInt32.max

  static func entries(of region: ByteRegion) throws(FormatError) -> [ZipEntry] {
    let (count, offset, size) = try place(in: region)
    guard let directory = region.part(at: offset, count: size), count <= size / headerSize else {
      throw region.malformed("its central directory lies outside the file: it is cut short")
    }
    var entries: [ZipEntry] = []
    entries.reserveCapacity(count)
    var position = 0
    for _ in 0..<count {
      let (entry, length) = try entry(at: position, of: directory, in: region)
      // Folders are entries too, with nothing in them.
      if !entry.name.hasSuffix("/") || entry.size > 0 { entries.append(entry) }
      position += length
    }
    return entries
  }

  /// Where the directory is: the record that says so is the file's last, but for a comment of up to 64 kB.
  private static func place(in region: ByteRegion) throws(FormatError) -> (count: Int, offset: Int, size: Int) {
    let last = region.count - endSize
    guard last >= 0 else { throw region.malformed("\(region.count) bytes are too few for a zip file") }
    for end in stride(from: last, through: max(0, last - Int(UInt16.max)), by: -1)
    where region.integer(UInt32.self, at: end) == endSignature {
      guard let comment = region.integer(UInt16.self, at: end + 20), Int(comment) == last - end else { continue }
      return try place(endingAt: end, in: region)
    }
    throw region.malformed("no end of a zip file: it is cut short, or another format")
  }

  private static func place(
    endingAt end: Int, in region: ByteRegion
  ) throws(FormatError) -> (count: Int, offset: Int, size: Int) {
    let fields = Fields(region: region, start: end)
    guard let disk = fields[4, UInt16.self], let count = fields[10, UInt16.self], let size = fields[12, UInt32.self],
      let offset = fields[16, UInt32.self]
    else { throw region.malformed("its last record is cut short") }
    if count != elsewhere16 && size != elsewhere32 && offset != elsewhere32 {
      guard disk == 0 else { throw region.unsupported("it is one part of several: join them first") }
      return (Int(count), Int(offset), Int(size))
    }
    let locator = Fields(region: region, start: end - locatorSize)
    guard locator[0, UInt32.self] == locatorSignature, let place = locator[8, UInt64.self].flatMap(Int.init(exactly:)),
      place <= end
    else { throw region.malformed("its record of 64-bit sizes is missing") }
    let wide = Fields(region: region, start: place)
    guard wide[0, UInt32.self] == endSignature64,
      let count = wide[32, UInt64.self].flatMap(Int.init(exactly:)),
      let size = wide[40, UInt64.self].flatMap(Int.init(exactly:)),
      let offset = wide[48, UInt64.self].flatMap(Int.init(exactly:))
    else { throw region.malformed("its record of 64-bit sizes is wrong") }
    return (count, offset, size)
  }

  private static func entry(
    at position: Int, of directory: ByteRegion, in region: ByteRegion
  ) throws(FormatError) -> (ZipEntry, length: Int) {
    let fields = Fields(region: directory, start: position)
    guard fields[0, UInt32.self] == headerSignature, let flags = fields[8, UInt16.self],
      let methodNumber = fields[10, UInt16.self], let checksum = fields[16, UInt32.self],
      let nameLength = fields[28, UInt16.self], let extraLength = fields[30, UInt16.self],
      let commentLength = fields[32, UInt16.self],
      let nameBytes = directory.part(at: position + headerSize, count: Int(nameLength)),
      let extra = directory.part(at: position + headerSize + Int(nameLength), count: Int(extraLength)),
      let sizes = Sizes(fields, extra: extra)
    else { throw region.malformed("its central directory is wrong at byte \(position)") }
    let name = nameBytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    guard flags & 1 == 0 else { throw region.unsupported("the entry \(name.quoted) is encrypted") }
    guard let method = ZipEntry.Method(rawValue: methodNumber) else {
      throw region.unsupported(
        "the entry \(name.quoted) is compressed by method \(methodNumber): only stored and deflated ones are read")
    }
    guard method == .deflated || sizes.packed == sizes.unpacked else {
      throw region.malformed(
        "the entry \(name.quoted) is stored, but \(sizes.packed) bytes would be \(sizes.unpacked)")
    }
    let start = try dataStart(of: name, headerAt: sizes.offset, in: region)
    guard region.part(at: start, count: sizes.packed) != nil else {
      throw region.malformed("the entry \(name.quoted) ends after the file: it is cut short")
    }
    let entry = ZipEntry(
      name: name, method: method, checksum: checksum, size: sizes.unpacked, bytes: start..<start + sizes.packed)
    return (entry, headerSize + Int(nameLength) + Int(extraLength) + Int(commentLength))
  }

  /// The local header tells nothing but its own length.
  private static func dataStart(of name: String, headerAt offset: Int, in region: ByteRegion) throws(FormatError) -> Int
  {
    guard offset <= region.count else { throw region.malformed("the entry \(name.quoted) begins after the file") }
    let local = Fields(region: region, start: offset)
    guard local[0, UInt32.self] == localSignature, let nameLength = local[26, UInt16.self],
      let extraLength = local[28, UInt16.self]
    else { throw region.malformed("the entry \(name.quoted) has no header at byte \(offset)") }
    return offset + localSize + Int(nameLength) + Int(extraLength)
  }
}

extension ZipDirectory {
  /// Numbers at fixed places of a record.
  fileprivate struct Fields {
    let region: ByteRegion
    let start: Int

    subscript<Number: FixedWidthInteger & BitwiseCopyable>(offset: Int, type: Number.Type) -> Number? {
      region.integer(type, at: start + offset)
    }
  }

  /// An entry's two sizes and the place of its header: those that do not fit 32 bits stand in the extra field, in this
  /// order.
  fileprivate struct Sizes {
    let unpacked: Int
    let packed: Int
    let offset: Int

    init?(_ fields: Fields, extra: ByteRegion) {
      var wide = Sizes.wideField(of: extra)
      func size(_ place: Int) -> Int? {
        guard let narrow = fields[place, UInt32.self] else { return nil }
        if narrow != elsewhere32 { return Int(narrow) }
        guard let field = wide, let value = field.integer(UInt64.self, at: 0) else { return nil }
        wide = field.part(at: 8, count: field.count - 8)
        return Int(exactly: value)
      }
      guard let unpacked = size(24), let packed = size(20), let offset = size(42) else { return nil }
      (self.unpacked, self.packed, self.offset) = (unpacked, packed, offset)
    }

    private static func wideField(of extra: ByteRegion) -> ByteRegion? {
      var position = 0
      while let tag = extra.integer(UInt16.self, at: position),
        let length = extra.integer(UInt16.self, at: position + 2)
      {
        if tag == tag64 { return extra.part(at: position + 4, count: Int(length)) }
        position += 4 + Int(length)
      }
      return nil
    }
  }
}
