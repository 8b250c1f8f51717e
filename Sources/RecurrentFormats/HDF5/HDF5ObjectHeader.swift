import RecurrentFoundation

/// What an object is, in messages (specification, IV.A.1): a dataset's or a group's.
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
    let form = try HDF5MessageForm(region, at: address)
    // The messages may go on elsewhere. A block that has been read is not read again.
    var (blocks, seen, left) = ([form.first], Set<Int>(), form.count)
    while left > 0, let block = blocks.popLast() {
      guard seen.insert(block.start).inserted, let part = region.part(at: block.start, count: block.size) else {
        throw region.malformed("the object header at byte \(address) ends after the file, or holds itself")
      }
      var position = 0
      while left > 0, position + form.headSize <= part.count {
        let (kind, data) = try form.message(at: position, of: part)
        left -= 1
        position += form.headSize + data.count
        guard let kind = Message(rawValue: kind) else { continue }
        if kind == .continuation {
          blocks.insert(try form.continuation(data, in: region), at: 0)
        } else {
          messages.append((kind, data))
        }
      }
    }
  }

  func message(_ kind: Message) -> ByteRegion? { messages.first { $0.kind == kind }?.data }
}
