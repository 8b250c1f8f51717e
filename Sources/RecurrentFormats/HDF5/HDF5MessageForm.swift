import RecurrentFoundation

/// How messages stand in an object header: version 1, or version 2 of HDF5 1.8 (specification, IV.A.1.a and b).
struct HDF5MessageForm {
  typealias Block = (start: Int, size: Int)

  private let isFirst: Bool
  /// Bytes before a message's data.
  let headSize: Int
  let first: Block
  /// How many messages there are at most.
  let count: Int

  private init(isFirst: Bool, headSize: Int, first: Block, count: Int) {
    (self.isFirst, self.headSize, self.first, self.count) = (isFirst, headSize, first, count)
  }

  init(_ region: ByteRegion, at address: Int) throws(FormatError) {
    let isSecond = region.holds(Array("OHDR".utf8), at: address) && region.integer(UInt8.self, at: address + 4) == 2
    guard let form = isSecond ? Self.second(region, at: address) : Self.first(region, at: address) else {
      throw region.malformed("no object header at byte \(address)")
    }
    self = form
  }

  /// The messages begin at a multiple of 8 bytes.
  private static func first(_ region: ByteRegion, at address: Int) -> Self? {
    guard region.integer(UInt8.self, at: address) == 1, let count = region.integer(UInt16.self, at: address + 2),
      let size = region.integer(UInt32.self, at: address + 8)
    else { return nil }
    return Self(isFirst: true, headSize: 8, first: (address + 16, Int(size)), count: Int(count))
  }

  /// Flags say how wide the size of the first block is, whether times and limits stand before it, and whether messages are
  /// numbered.
  private static func second(_ region: ByteRegion, at address: Int) -> Self? {
    guard let flags = region.integer(UInt8.self, at: address + 5) else { return nil }
    let sizePlace = address + 6 + (flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0)
    let width = 1 << Int(flags & 3)
    guard let size = region.number(at: sizePlace, width: width) else { return nil }
    return Self(
      isFirst: false, headSize: flags & 0x04 != 0 ? 6 : 4, first: (sizePlace + width, size), count: .max)
  }

  func message(at position: Int, of block: ByteRegion) throws(FormatError) -> (kind: UInt16, data: ByteRegion) {
    let kind =
      isFirst ? block.integer(UInt16.self, at: position) : block.integer(UInt8.self, at: position).map(UInt16.init)
    guard let kind, let size = block.integer(UInt16.self, at: position + (isFirst ? 2 : 1)),
      let flags = block.integer(UInt8.self, at: position + (isFirst ? 4 : 3)),
      let data = block.part(at: position + headSize, count: Int(size))
    else { throw block.malformed("a message of an object header is cut short") }
    guard flags & 2 == 0 || HDF5ObjectHeader.Message(rawValue: kind) == nil else {
      throw block.unsupported("shared messages are not read: \(HDF5File.remedy)")
    }
    return (kind, data)
  }

  /// Where messages go on.
  func continuation(_ data: ByteRegion, in region: ByteRegion) throws(FormatError) -> Block {
    guard let start = data.number(at: 0, width: 8), let size = data.number(at: 8, width: 8) else {
      throw data.malformed("a continuation of an object header is cut short")
    }
    if isFirst { return (start, size) }
    // A signature before the messages, a checksum behind.
    guard region.holds(Array("OCHK".utf8), at: start), size >= 8 else {
      throw region.malformed("no messages at byte \(start)")
    }
    return (start + 4, size - 8)
  }
}

extension ByteRegion {
  /// A little-endian number of so many bytes, at most 8; nil where the bytes end before, or it is none that can be counted.
  func number(at offset: Int, width: Int) -> Int? {
    guard let bytes = part(at: offset, count: width) else { return nil }
    let number = bytes.withUnsafeBytes { $0.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
    return Int(exactly: number)
  }
}
