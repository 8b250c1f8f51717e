import RecurrentFoundation

/// Reads the attributes of an object: strings and numbers (specification, IV.A.2.m and III.E).
struct HDF5AttributeReader {
  private let region: ByteRegion

  init(_ region: ByteRegion) { self.region = region }

  func attributes(of header: HDF5ObjectHeader) throws(FormatError) -> [String: HDF5Attribute] {
    var messages = header.messages.filter { $0.kind == .attribute }.map(\.data)
    if let info = header.message(.attributeInfo) {
      messages += try HDF5HeapObjects(region, info, numberSize: 2, idPlace: 0).objects()
    }
    var attributes: [String: HDF5Attribute] = [:]
    for data in messages {
      let (name, value) = try attribute(data)
      guard attributes.updateValue(value, forKey: name) == nil else {
        throw region.malformed("the attribute \(name.quoted) occurs twice")
      }
    }
    return attributes
  }

  private func attribute(_ message: ByteRegion) throws(FormatError) -> (String, HDF5Attribute) {
    guard let version = message.integer(UInt8.self, at: 0), (1...3).contains(version),
      let nameSize = message.integer(UInt16.self, at: 2), let typeSize = message.integer(UInt16.self, at: 4),
      let spaceSize = message.integer(UInt16.self, at: 6)
    else { throw message.malformed("an attribute is of an unknown version or cut short") }
    // Version 1 fills each part up to a multiple of 8 bytes; version 3 says how the name is encoded.
    func room(_ size: UInt16) -> Int { version == 1 ? (Int(size) + 7) / 8 * 8 : Int(size) }
    let nameStart = version == 3 ? 9 : 8
    let typeStart = nameStart + room(nameSize)
    let spaceStart = typeStart + room(typeSize)
    let dataStart = spaceStart + room(spaceSize)
    guard let name = message.part(at: nameStart, count: Int(nameSize)),
      let type = message.part(at: typeStart, count: Int(typeSize)),
      let space = message.part(at: spaceStart, count: Int(spaceSize)),
      let data = message.part(at: dataStart, count: message.count - dataStart)
    else { throw message.malformed("an attribute is cut short") }
    let text = Self.text(name)
    return (text, try value(HDF5Datatype(type), shape: HDF5Dataspace(space).shape, data, name: text))
  }

  private static func text(_ bytes: ByteRegion) -> String {
    bytes.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private func value(
    _ type: HDF5Datatype, shape: [Int], _ data: ByteRegion, name: String
  ) throws(FormatError) -> HDF5Attribute {
    switch type {
    case .number(let type):
      return .numbers(
        try StoredTensor(
          name: name, elementType: type, shape: shape, origin: region.origin, storageBytes: data.count
        ) { data })
    case .fixedString(let size):
      return .strings(
        try strings(shape: shape, size: size, of: data, name: name) { (element) throws(FormatError) in
          Self.text(element)
        })
    case .variableString:
      // One long text in the heap could be named a million times.
      var budget = region.count
      return .strings(
        try strings(shape: shape, size: Self.referenceSize, of: data, name: name) { (element) throws(FormatError) in
          let text = try heapText(element)
          budget -= text.utf8.count
          guard budget >= 0 else { throw region.malformed("the attribute \(name.quoted) is longer than the file") }
          return text
        })
    case .other(let kind): return .unread(reason: kind)
    }
  }

  /// The length, the address of the heap, and the place in it.
  private static let referenceSize = 16

  private func strings(
    shape: [Int], size: Int, of data: ByteRegion, name: String,
    read: (ByteRegion) throws(FormatError) -> String
  ) throws(FormatError) -> [String] {
    guard let strides = StoredTensor.rowMajor(shape), size > 0 else {
      throw region.malformed("the attribute \(name.quoted) cannot be counted")
    }
    let count = shape.contains(0) ? 0 : (shape.first ?? 1) * (strides.first ?? 1)
    var strings: [String] = []
    for index in 0..<count {
      guard let element = data.part(at: index * size, count: size) else {
        throw region.malformed("the attribute \(name.quoted) is cut short")
      }
      strings.append(try read(element))
    }
    return strings
  }

  /// A text in a global heap.
  private func heapText(_ reference: ByteRegion) throws(FormatError) -> String {
    guard let length = reference.integer(UInt32.self, at: 0),
      let heap = reference.integer(UInt64.self, at: 4).flatMap(Int.init(exactly:)),
      let index = reference.integer(UInt32.self, at: 12)
    else { throw region.malformed("a reference to a text is cut short") }
    if length == 0 { return "" }
    guard region.holds(Array("GCOL".utf8), at: heap),
      let size = region.integer(UInt64.self, at: heap + 8).flatMap(Int.init(exactly:)),
      let collection = region.part(at: heap, count: size)
    else { throw region.malformed("no heap of texts at byte \(heap)") }
    var position = 16
    while let found = collection.integer(UInt16.self, at: position), found != 0,
      let bytes = collection.integer(UInt64.self, at: position + 8).flatMap(Int.init(exactly:)), bytes <= size
    {
      if UInt32(found) == index {
        guard let text = collection.part(at: position + 16, count: min(Int(length), bytes)) else { break }
        return Self.text(text)
      }
      position += 16 + (bytes + 7) / 8 * 8
    }
    throw region.malformed("a text is missing in the heap at byte \(heap)")
  }
}
