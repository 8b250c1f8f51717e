import RecurrentFoundation

extension ElementType {
  /// By the number that ONNX gives it (`TensorProto.DataType`); nil for text, complex numbers and types of 4 bits.
  package init?(onnx number: Int64) {
    switch number {
    case 1: self = .float32
    case 2: self = .uint8
    case 3: self = .int8
    case 4: self = .uint16
    case 5: self = .int16
    case 6: self = .int32
    case 7: self = .int64
    case 9: self = .bool
    case 10: self = .float16
    case 11: self = .float64
    case 12: self = .uint32
    case 13: self = .uint64
    case 16: self = .bfloat16
    default: return nil
    }
  }

  /// The number that ONNX gives it.
  package var onnxNumber: Int64 {
    switch self {
    case .float32: 1
    case .uint8: 2
    case .int8: 3
    case .uint16: 4
    case .int16: 5
    case .int32: 6
    case .int64: 7
    case .bool: 9
    case .float16: 10
    case .float64: 11
    case .uint32: 12
    case .uint64: 13
    case .bfloat16: 16
    case .float8E4M3: 17
    case .float8E5M2: 19
    }
  }

  /// Whether its elements are numbers with a fraction.
  package var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64, .float8E4M3, .float8E5M2: true
    default: false
    }
  }
}

extension ONNXTensorMessage {
  /// The type of its elements.
  ///
  /// - Throws: ``ONNXFileProblem``.
  package func type() throws -> ElementType {
    guard let type = ElementType(onnx: elementType) else {
      throw ONNXFileProblem.unknownElementType(tensor: name, type: elementType)
    }
    return type
  }

  /// Its sizes, whose product can be counted, also that of those beside a zero.
  ///
  /// - Throws: ``ONNXFileProblem``.
  package func shape() throws -> [Int] {
    var count = 1
    for size in dimensions {
      guard size >= 0 else { throw ONNXFileProblem.negativeSize(tensor: name) }
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: max(1, Int(size)))
      guard !isTooLarge, product <= 1 << 40 else { throw ONNXFileProblem.tooManyElements(tensor: name) }
      count = product
    }
    return dimensions.map { Int($0) }
  }

  /// Checks that it has as many elements as its sizes say, before memory is made for them.
  ///
  /// - Parameter folder: where the file of its bytes is, if they are not in the model's own.
  /// - Throws: ``ONNXFileProblem``, or ``FileError``.
  package func requireElements(folder: String) throws { _ = try contents(folder: folder) }

  /// Its elements as floats, in row-major order, whatever their type.
  ///
  /// - Throws: as ``requireElements(folder:)``.
  package func readFloats(folder: String, into floats: UnsafeMutableBufferPointer<Float>) throws {
    let type = try type()
    switch try contents(folder: folder) {
    case .bytes(let bytes): _ = type.convert(bytes, into: floats)
    case .external(let region): region.withUnsafeBytes { _ = type.convert($0, into: floats) }
    case .numbers: for index in floats.indices { floats[index] = element(index, type) }
    }
  }

  /// Its elements as whole numbers.
  package func readIntegers(folder: String, into integers: UnsafeMutableBufferPointer<Int64>) throws {
    let type = try type()
    switch try contents(folder: folder) {
    case .bytes(let bytes): type.convert(bytes, into: integers)
    case .external(let region): region.withUnsafeBytes { type.convert($0, into: integers) }
    case .numbers: for index in integers.indices { integers[index] = self.integers[index] }
    }
  }

  private enum Contents {
    /// In the model's own file.
    case bytes(UnsafeRawBufferPointer)
    /// In another.
    case external(ByteRegion)
    /// In the fields that have a type.
    case numbers
  }

  private func contents(folder: String) throws -> Contents {
    let (size, count) = (try type().size, try shape().reduce(1, *))
    if !external.isEmpty {
      let file = try ByteRegion(contentsOf: folder + "/" + externalName())
      return .external(try externalPart(of: file, byteCount: count * size))
    }
    guard let raw else {
      try requireCount(elementCount(try type()), count)
      return .numbers
    }
    try requireCount(raw.count / size, count)
    guard raw.count == count * size else {
      throw ONNXFileProblem.wrongElementCount(tensor: name, found: raw.count / size, expected: count)
    }
    return .bytes(raw)
  }

  private func elementCount(_ type: ElementType) -> Int {
    switch type {
    case .float32: floats.count
    case .float64: doubles.count
    default: integers.count
    }
  }

  private func requireCount(_ found: Int, _ expected: Int) throws {
    guard found == expected else {
      throw ONNXFileProblem.wrongElementCount(tensor: name, found: found, expected: expected)
    }
  }

  private func element(_ index: Int, _ type: ElementType) -> Float {
    switch type {
    case .float32: floats[index]
    case .float64: Float(doubles[index])
    // Their bits travel as whole numbers.
    case .float16: ElementType.float(half: UInt16(truncatingIfNeeded: integers[index]))
    case .bfloat16: Float(bitPattern: UInt32(UInt16(truncatingIfNeeded: integers[index])) << 16)
    case .bool: integers[index] == 0 ? 0 : 1
    default: Float(integers[index])
    }
  }
}
