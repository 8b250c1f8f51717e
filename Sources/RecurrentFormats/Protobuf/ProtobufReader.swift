/// The fields of one protobuf message, in the order of its bytes.
///
/// Our own, since swift-protobuf would be fetched and built by every user of the library and copies each tensor's bytes,
/// which here stay where they lie in the file. The wire format is that of protobuf.dev/programming-guides/encoding.
package struct ProtobufReader {
  /// A field's value as the wire has it; its meaning follows from the message's definition.
  package enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case bytes(UnsafeRawBufferPointer)
  }

  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The next field; nil at the message's end.
  package mutating func next() throws(ProtobufError) -> (number: Int, value: Value)? {
    guard position < bytes.count else { return nil }
    let key = try varint()
    let number = Int(truncatingIfNeeded: key >> 3)
    guard (1...0x1FFF_FFFF).contains(number) else { throw ProtobufError.unknownField(number: number) }
    switch key & 7 {
    case 0: return (number, .varint(try varint()))
    case 1: return (number, .fixed64(try fixed(UInt64.self)))
    case 2: return (number, .bytes(try run(of: try varint())))
    case 5: return (number, .fixed32(try fixed(UInt32.self)))
    case let type: throw ProtobufError.unknownWireType(Int(type))
    }
  }

  private mutating func varint() throws(ProtobufError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      guard position < bytes.count else { throw .truncated }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte & 0x80 == 0 { return value }
    }
    throw .varintTooLong
  }

  private mutating func fixed<Stored: FixedWidthInteger & BitwiseCopyable>(
    _ type: Stored.Type
  ) throws(ProtobufError) -> Stored {
    let size = MemoryLayout<Stored>.size
    guard bytes.count - position >= size else { throw .truncated }
    defer { position += size }
    return Stored(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Stored.self))
  }

  private mutating func run(of length: UInt64) throws(ProtobufError) -> UnsafeRawBufferPointer {
    guard length <= UInt64(bytes.count - position) else { throw .truncated }
    defer { position += Int(length) }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + Int(length)])
  }
}

extension ProtobufReader.Value {
  /// A whole number of 64 bits, as enumerators and truth values are too.
  package func integer() throws(ProtobufError) -> Int64 {
    guard case .varint(let value) = self else { throw .otherWireType }
    return Int64(bitPattern: value)
  }

  package func float() throws(ProtobufError) -> Float {
    guard case .fixed32(let bits) = self else { throw .otherWireType }
    return Float(bitPattern: bits)
  }

  package func content() throws(ProtobufError) -> UnsafeRawBufferPointer {
    guard case .bytes(let bytes) = self else { throw .otherWireType }
    return bytes
  }

  /// Text; bytes that are no UTF-8 are replaced.
  package func string() throws(ProtobufError) -> String { String(decoding: try content(), as: UTF8.self) }

  /// Adds a repeated number, which may come alone or with others, packed.
  package func append(to integers: inout [Int64]) throws(ProtobufError) {
    guard case .bytes(let packed) = self else { return integers.append(try integer()) }
    var reader = ProtobufReader(packed)
    while reader.position < packed.count { integers.append(Int64(bitPattern: try reader.varint())) }
  }

  /// Likewise of floats.
  package func append(to floats: inout [Float]) throws(ProtobufError) {
    guard case .bytes(let packed) = self else { return floats.append(try float()) }
    var reader = ProtobufReader(packed)
    while reader.position < packed.count { floats.append(Float(bitPattern: try reader.fixed(UInt32.self))) }
  }

  /// Likewise of doubles.
  package func append(to doubles: inout [Double]) throws(ProtobufError) {
    switch self {
    case .fixed64(let bits): doubles.append(Double(bitPattern: bits))
    case .bytes(let packed):
      var reader = ProtobufReader(packed)
      while reader.position < packed.count { doubles.append(Double(bitPattern: try reader.fixed(UInt64.self))) }
    default: throw .otherWireType
    }
  }
}
