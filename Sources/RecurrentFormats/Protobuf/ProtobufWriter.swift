/// Writes the fields of one protobuf message.
package struct ProtobufWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func integer(_ number: Int, _ value: Int64) {
    key(number, 0)
    varint(UInt64(bitPattern: value))
  }

  package mutating func float(_ number: Int, _ value: Float) {
    key(number, 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func double(_ number: Int, _ value: Double) {
    key(number, 1)
    add(value)
  }

  /// Packed.
  package mutating func doubles(_ number: Int, _ values: [Double]) {
    guard !values.isEmpty else { return }
    key(number, 2)
    varint(UInt64(8 * values.count))
    for value in values { add(value) }
  }

  private mutating func add(_ value: Double) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func content(_ number: Int, _ content: some Collection<UInt8>) {
    key(number, 2)
    varint(UInt64(content.count))
    bytes.append(contentsOf: content)
  }

  package mutating func string(_ number: Int, _ text: String) { content(number, Array(text.utf8)) }

  /// A message inside this one.
  package mutating func message(_ number: Int, _ write: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    write(&inner)
    content(number, inner.bytes)
  }

  private mutating func key(_ number: Int, _ wireType: UInt64) { varint(UInt64(number) << 3 | wireType) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
