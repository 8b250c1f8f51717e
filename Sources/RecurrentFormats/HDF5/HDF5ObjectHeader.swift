import RecurrentFoundation

/// What an object is, in messages (specification, IV.A.1): a dataset's or a group's. Only version 1 is read.
struct HDF5ObjectHeader {
  enum Message: UInt16 {
    case dataspace = 0x01
    case linkInfo = 0x02
    case datatype = 0x03
    case link = 0x06
    case layout = 0x08
    case filters = 0x0B
    case attribute = 0x0C
    case continuation = 0x10
    case symbolTable = 0x11
    case attributeInfo = 0x15
  }

  /// Those that are read, in their order.
  private(set) var messages: [(kind: Message, data: ByteRegion)] = []

  init(_ region: ByteRegion, at address: Int) throws(FormatError) {
    guard region.integer(UInt8.self, at: address) == 1, let count = region.integer(UInt16.self, at: address + 2),
      let size = region.integer(UInt32.self, at: address + 8)
    else {
      if region.holds(Array("OHDR".utf8), at: address) {
        throw region.unsupported("object headers of version 2 are not read: \(HDF5File.remedy)")
      }
      throw region.malformed("no object header at byte \(address)")
    }
    // The messages begin at a multiple of 8 bytes; they may go on elsewhere.
    var blocks = [(start: address + 16, size: Int(size))]
    var left = Int(count)
    while left > 0, let block = blocks.popLast() {
      guard let part = region.part(at: block.start, count: block.size) else {
        throw region.malformed("the object header at byte \(address) ends after the file")
      }
      var position = 0
      while left > 0, position + 8 <= part.count {
        let (kind, data) = try Self.message(at: position, of: part)
        left -= 1
        position += 8 + data.count
        guard let kind = Message(rawValue: kind) else { continue }
        if kind == .continuation {
          blocks.insert(try Self.continuation(data), at: 0)
        } else {
          messages.append((kind, data))
        }
      }
    }
  }

  private static func message(at position: Int, of block: ByteRegion) throws(FormatError) -> (UInt16, ByteRegion) {
    guard let kind = block.integer(UInt16.self, at: position), let size = block.integer(UInt16.self, at: position + 2),
      let flags = block.integer(UInt8.self, at: position + 4), let data = block.part(at: position + 8, count: Int(size))
    else { throw block.malformed("a message of an object header is cut short") }
    guard flags & 2 == 0 || Message(rawValue: kind) == nil else {
      throw block.unsupported("shared messages are not read: \(HDF5File.remedy)")
    }
    return (kind, data)
  }

  private static func continuation(_ data: ByteRegion) throws(FormatError) -> (start: Int, size: Int) {
    guard let start = data.integer(UInt64.self, at: 0).flatMap(Int.init(exactly:)),
      let size = data.integer(UInt64.self, at: 8).flatMap(Int.init(exactly:))
    else { throw data.malformed("a continuation of an object header is cut short") }
    return (start, size)
  }

  func message(_ kind: Message) -> ByteRegion? { messages.first { $0.kind == kind }?.data }
}
