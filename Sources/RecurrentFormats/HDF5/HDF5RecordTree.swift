import RecurrentFoundation

/// All records of a B-tree of version 2 (specification, III.A.2): in links' and attributes', places in a heap.
struct HDF5RecordTree {
  private static let maximumDepth = 16
  /// Before a node's records: a signature, the version and the kind.
  private static let prefixSize = 6

  private let region: ByteRegion
  private let nodeSize, recordSize: Int
  private let root: (address: Int, records: Int, depth: Int)
  /// Bytes of a child's count of records, and by depth of the count of all below it.
  private var countSize = 0
  private var totalSizes: [Int] = [0]

  init(_ region: ByteRegion, at address: Int) throws(FormatError) {
    func number(_ offset: Int, _ width: Int) -> Int? { region.number(at: address + offset, width: width) }
    guard region.holds(Array("BTHD".utf8), at: address), let nodeSize = number(6, 4), let recordSize = number(10, 2),
      let depth = number(12, 2), let records = number(24, 2), recordSize > 0, nodeSize > 10, depth <= Self.maximumDepth
    else { throw region.malformed("no tree of records at byte \(address)") }
    (self.region, self.nodeSize, self.recordSize) = (region, nodeSize, recordSize)
    root = (number(16, 8) ?? 0, records, depth)
    // As many as fit between the prefix and the checksum.
    var most = (nodeSize - 10) / recordSize
    var total = most
    countSize = HDF5FractalHeap.bytes(of: most)
    for _ in 0..<depth {
      let pointer = 8 + countSize + totalSizes.last!
      most = max(0, nodeSize - 10 - pointer) / (recordSize + pointer)
      let (product, isTooLarge) = (most + 1).multipliedReportingOverflow(by: total)
      guard !isTooLarge, product < 1 << 56 else { throw region.malformed("a tree of records is too deep") }
      total = product + most
      totalSizes.append(HDF5FractalHeap.bytes(of: total))
    }
  }

  func records() throws(FormatError) -> [ByteRegion] {
    var (records, seen) = ([ByteRegion](), Set<Int>())
    if root.records > 0 { try collect(root.address, root.records, depth: root.depth, into: &records, seen: &seen) }
    return records
  }

  private func collect(
    _ address: Int, _ count: Int, depth: Int, into records: inout [ByteRegion], seen: inout Set<Int>
  ) throws(FormatError) {
    guard region.holds(Array((depth == 0 ? "BTLF" : "BTIN").utf8), at: address), seen.insert(address).inserted else {
      throw region.malformed("no records at byte \(address), or a tree of records holds itself")
    }
    for index in 0..<count {
      guard let record = region.part(at: address + Self.prefixSize + index * recordSize, count: recordSize) else {
        throw region.malformed("a tree of records is cut short")
      }
      records.append(record)
    }
    guard depth > 0 else { return }
    let pointer = 8 + countSize + (depth > 1 ? totalSizes[depth - 1] : 0)
    for index in 0...count {
      let place = address + Self.prefixSize + count * recordSize + index * pointer
      guard let child = region.number(at: place, width: 8), let inChild = region.number(at: place + 8, width: countSize)
      else { throw region.malformed("a tree of records is cut short") }
      try collect(child, inChild, depth: depth - 1, into: &records, seen: &seen)
    }
  }
}
