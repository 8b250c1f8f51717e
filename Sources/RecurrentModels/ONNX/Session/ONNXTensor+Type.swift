import RecurrentFormats

extension ONNXTensor {
  /// The same numbers in another type of the same kind: what a model declares, so that it computes what it was made for.
  ///
  /// - Returns: nil: whole numbers for ones with a fraction or the other way round, or numbers that the type does not
  ///   have, as 300 in 8 bits or 0.5 as a truth value.
  func converted(to type: ElementType) -> ONNXTensor? {
    if type == elementType { return self }
    switch (Storage(elementType), Storage(type)) {
    case (.float, .float):
      guard type != .bool || floats.allSatisfy({ $0 == 0 || $0 == 1 }) else { return nil }
      return ONNXTensor(floats: floats, shape: shape, elementType: type)
    case (.integer, .integer):
      guard integers.allSatisfy(type.wholeNumbers.contains) else { return nil }
      return ONNXTensor(integers: integers, shape: shape, elementType: type)
    default: return nil
    }
  }
}

extension ElementType {
  /// The whole numbers that a type of them has, as far as 64 bits with a sign go.
  var wholeNumbers: ClosedRange<Int64> {
    switch self {
    case .int8: Int64(Int8.min)...Int64(Int8.max)
    case .uint8: 0...Int64(UInt8.max)
    case .int16: Int64(Int16.min)...Int64(Int16.max)
    case .uint16: 0...Int64(UInt16.max)
    case .int32: Int64(Int32.min)...Int64(Int32.max)
    case .uint32: 0...Int64(UInt32.max)
    case .uint64: 0 ... .max
    default: .min ... .max
    }
  }
}
