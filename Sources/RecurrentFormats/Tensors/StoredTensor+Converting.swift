import RecurrentFoundation

extension StoredTensor {
  /// The same numbers as floats of another type, rounded to the nearest, of two as near to the even one. Whole numbers and
  /// booleans stay what they are.
  ///
  /// - Parameter type: 32-bit floats, or those of 16 bits.
  /// - Throws: ``FormatError`` where the numbers are no floats that are read; the errors of ``withUnsafeBytes(_:)``.
  public func converted(to type: ElementType) throws -> StoredTensor {
    guard !elementType.isInteger, elementType != type else { return self }
    let bytes: [UInt8]
    switch type {
    case .float32: return StoredTensor(name: name, shape: shape, floats: try floats())
    case .float16: bytes = try floats().flatMap { ElementType.bytes(ElementType.half($0)) }
    case .bfloat16: bytes = try floats().flatMap { ElementType.bytes(ElementType.brain($0)) }
    default: preconditionFailure("StoredTensor.converted: expected floats of 32 or 16 bits, got \(type.rawValue)")
    }
    return StoredTensor(name: name, shape: shape, elementType: type, bytes: bytes)
  }
}

extension StoredTensor {
  /// The same, where each number that is finite stays so.
  ///
  /// - Parameter origin: the file, as errors name it.
  /// - Throws: ``FormatError`` for a number that is too large for the type; the errors of ``converted(to:)``.
  package func fitted(to type: ElementType, origin: String) throws -> StoredTensor {
    let converted = try converted(to: type)
    guard elementType != type, converted.elementType == type else { return converted }
    for (before, after) in zip(try doubles(), try converted.floats()) where before.isFinite && !after.isFinite {
      let wider = type == .float16 ? "; BF16 holds it" : ""
      throw FormatError(
        origin: "\(origin): \(name)",
        problem: .unsupported("a weight of \(before), which is more than \(type.rawValue) holds\(wider)"))
    }
    return converted
  }

  /// The numbers as they are, where floats of 32 bits would not hold them all.
  private func doubles() throws -> [Double] {
    guard elementType == .float64 else { return try floats().map { Double($0) } }
    return try withUnsafeBytes { bytes in
      (0..<count).map {
        Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)))
      }
    }
  }
}

extension ElementType {
  fileprivate static func bytes(_ bits: UInt16) -> [UInt8] {
    [UInt8(truncatingIfNeeded: bits), UInt8(truncatingIfNeeded: bits >> 8)]
  }

  /// IEEE 754 binary16, spelt out since `Float16` is not on every platform. What is too large is infinite.
  static func half(_ value: Float) -> UInt16 {
    let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
    let magnitude = value.magnitude
    if magnitude.isNaN { return sign | 0x7E00 }
    // From the middle between the largest number and the next on.
    if magnitude >= 65520 { return sign | 0x7C00 }
    // Below the smallest normal number they lie 2^-24 apart.
    if magnitude < 0x1p-14 { return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven)) }
    let bits = magnitude.bitPattern
    // Ten bits of the fraction stay; a carry goes into the exponent, as it should.
    let rounded = bits + 0xFFF + (bits >> 13 & 1)
    return sign | UInt16(truncatingIfNeeded: (rounded >> 13) - UInt32(127 - 15) << 10)
  }

  /// The upper half of a 32-bit float.
  static func brain(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    if value.isNaN { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
    return UInt16(truncatingIfNeeded: (bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
  }
}
