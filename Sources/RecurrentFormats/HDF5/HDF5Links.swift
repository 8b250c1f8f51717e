import RecurrentFoundation

/// The members of a group of HDF5 1.8: links in its header, or where they are many, in a heap (specification, IV.A.2.c and g).
struct HDF5Links {
  private let region: ByteRegion
  private let header: HDF5ObjectHeader

  /// nil where the group has none of these messages.
  init?(_ region: ByteRegion, _ header: HDF5ObjectHeader) {
    guard header.message(.linkInfo) != nil || header.message(.link) != nil else { return nil }
    (self.region, self.header) = (region, header)
  }

  func members() throws(FormatError) -> [(name: String, address: Int)] {
    var members: [(name: String, address: Int)] = []
    for (kind, data) in header.messages where kind == .link { members.append(try member(data)) }
    // Before the place of the heap stands the largest number of a link, where links are numbered.
    guard let info = header.message(.linkInfo) else { return members }
    for data in try HDF5HeapObjects(region, info, numberSize: 8, idPlace: 4).objects() {
      members.append(try member(data))
    }
    return members.sorted { precedes($0.name, $1.name) }
  }

  private func member(_ link: ByteRegion) throws(FormatError) -> (name: String, address: Int) {
    guard link.integer(UInt8.self, at: 0) == 1, let flags = link.integer(UInt8.self, at: 1) else {
      throw region.malformed("a link is of an unknown version or cut short")
    }
    var position = 2
    var kind: UInt8 = 0
    if flags & 0x08 != 0 {
      kind = link.integer(UInt8.self, at: position) ?? 0
      position += 1
    }
    position += (flags & 0x04 != 0 ? 8 : 0) + (flags & 0x10 != 0 ? 1 : 0)
    let width = 1 << Int(flags & 3)
    guard let length = link.number(at: position, width: width),
      let name = link.part(at: position + width, count: length)
    else { throw region.malformed("a link is cut short") }
    let text = name.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    guard kind == 0 else { throw region.unsupported("the link \(text.quoted) is symbolic: \(HDF5File.remedy)") }
    guard let address = link.number(at: position + width + length, width: 8) else {
      throw region.malformed("a link is cut short")
    }
    return (text, address)
  }
}

/// What a message of links or attributes says to lie in a heap.
struct HDF5HeapObjects {
  private let region: ByteRegion
  /// nil: nothing lies in a heap.
  private let places: (heap: Int, index: Int)?
  private let idPlace: Int

  /// - Parameters:
  ///   - numberSize: bytes of the largest number, which stands first where the message's flags say so.
  ///   - idPlace: where in a record of the index an object's name in the heap is.
  init(_ region: ByteRegion, _ message: ByteRegion, numberSize: Int, idPlace: Int) throws(FormatError) {
    guard let flags = message.integer(UInt8.self, at: 1) else { throw region.malformed("a message is cut short") }
    let start = 2 + (flags & 1 != 0 ? numberSize : 0)
    (self.region, self.idPlace) = (region, idPlace)
    // An address of ones is none.
    if let heap = message.number(at: start, width: 8), let index = message.number(at: start + 8, width: 8) {
      places = (heap, index)
    } else {
      places = nil
    }
  }

  func objects() throws(FormatError) -> [ByteRegion] {
    guard let places else { return [] }
    let heap = try HDF5FractalHeap(region, at: places.heap)
    var objects: [ByteRegion] = []
    for record in try HDF5RecordTree(region, at: places.index).records() {
      guard let id = record.part(at: idPlace, count: heap.idSize) else {
        throw region.malformed("a name in a heap is cut short")
      }
      objects.append(try heap.object(id))
    }
    return objects
  }
}
