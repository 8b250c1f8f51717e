/// The element types of the safetensors format, by their names in its header.
public enum ElementType: String, Sendable, Hashable, CaseIterable {
  /// Truth values, a byte each.
  case bool = "BOOL"
  /// Whole numbers of 8 bits from 0.
  case uint8 = "U8"
  /// Whole numbers of 8 bits.
  case int8 = "I8"
  /// 8 bits, 5 of them for the exponent.
  case float8E5M2 = "F8_E5M2"
  /// 8 bits, 4 of them for the exponent.
  case float8E4M3 = "F8_E4M3"
  /// Whole numbers of 16 bits from 0.
  case uint16 = "U16"
  /// Whole numbers of 16 bits.
  case int16 = "I16"
  /// 16 bits, 5 of them for the exponent (IEEE 754).
  case float16 = "F16"
  /// The upper 16 bits of a 32-bit float.
  case bfloat16 = "BF16"
  /// Whole numbers of 32 bits from 0.
  case uint32 = "U32"
  /// Whole numbers of 32 bits.
  case int32 = "I32"
  /// 32 bits (IEEE 754).
  case float32 = "F32"
  /// Whole numbers of 64 bits from 0.
  case uint64 = "U64"
  /// Whole numbers of 64 bits.
  case int64 = "I64"
  /// 64 bits (IEEE 754).
  case float64 = "F64"

  /// Bytes an element takes.
  public var size: Int {
    switch self {
    case .bool, .uint8, .int8, .float8E5M2, .float8E4M3: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }
}

extension ElementType {
  /// Writes elements as floats, rounded to the nearest; false where this type is not read.
  package func convert(_ bytes: UnsafeRawBufferPointer, into floats: UnsafeMutableBufferPointer<Float>) -> Bool {
    switch self {
    case .float32: map(bytes, floats) { (bits: UInt32) in Float(bitPattern: bits) }
    case .float16: map(bytes, floats, Self.float(half:))
    case .bfloat16: map(bytes, floats) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
    case .float64: map(bytes, floats) { (bits: UInt64) in Float(Double(bitPattern: bits)) }
    case .bool: map(bytes, floats) { (value: UInt8) in value == 0 ? 0 : 1 }
    case .uint8: map(bytes, floats) { (value: UInt8) in Float(value) }
    case .int8: map(bytes, floats) { (value: Int8) in Float(value) }
    case .uint16: map(bytes, floats) { (value: UInt16) in Float(value) }
    case .int16: map(bytes, floats) { (value: Int16) in Float(value) }
    case .uint32: map(bytes, floats) { (value: UInt32) in Float(value) }
    case .int32: map(bytes, floats) { (value: Int32) in Float(value) }
    case .uint64: map(bytes, floats) { (value: UInt64) in Float(value) }
    case .int64: map(bytes, floats) { (value: Int64) in Float(value) }
    case .float8E5M2, .float8E4M3: return false
    }
    return true
  }

  /// Writes elements as whole numbers; those with a fraction are cut to one, and what 64 bits do not hold wraps.
  package func convert(_ bytes: UnsafeRawBufferPointer, into integers: UnsafeMutableBufferPointer<Int64>) {
    switch self {
    case .bool, .uint8: map(bytes, integers) { (value: UInt8) in Int64(value) }
    case .int8: map(bytes, integers) { (value: Int8) in Int64(value) }
    case .uint16: map(bytes, integers) { (value: UInt16) in Int64(value) }
    case .int16: map(bytes, integers) { (value: Int16) in Int64(value) }
    case .uint32: map(bytes, integers) { (value: UInt32) in Int64(value) }
    case .int32: map(bytes, integers) { (value: Int32) in Int64(value) }
    case .uint64: map(bytes, integers) { (value: UInt64) in Int64(truncatingIfNeeded: value) }
    case .int64: map(bytes, integers) { (value: Int64) in value }
    case .float16, .bfloat16, .float32, .float64, .float8E4M3, .float8E5M2:
      preconditionFailure("ElementType.convert: \(rawValue) are no whole numbers")
    }
  }

  private func map<Stored: FixedWidthInteger & BitwiseCopyable, Result>(
    _ bytes: UnsafeRawBufferPointer, _ results: UnsafeMutableBufferPointer<Result>, _ convert: (Stored) -> Result
  ) {
    for index in results.indices {
      results[index] = convert(
        Stored(littleEndian: bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Stored>.size, as: Stored.self)))
    }
  }

  /// IEEE 754 binary16, spelt out since `Float16` is not on every platform.
  package static func float(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:  // zero and subnormal: fraction / 2^24
      let magnitude = Float(fraction) * Float(sign: .plus, exponent: -24, significand: 1)
      return sign == 0 ? magnitude : -magnitude
    case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 127 - 15) << 23 | fraction << 13)
    }
  }
}
