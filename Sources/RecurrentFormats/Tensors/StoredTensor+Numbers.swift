import RecurrentFoundation
import RecurrentLayers

extension StoredTensor {
  /// The numbers in row-major order, as 32-bit floats whatever they are stored as.
  ///
  /// - Throws: ``FormatError`` where the type is one of 8-bit floats, and the errors of ``withUnsafeBytes(_:)``.
  public func floats() throws -> [Float] {
    let count = count
    return try [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      try read(into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      filled = count
    }
  }

  /// As ``floats()``, into memory of ``count`` floats.
  public func read(into floats: UnsafeMutableBufferPointer<Float>) throws {
    precondition(floats.count == count, "StoredTensor.read: expected room for \(count) floats, got \(floats.count)")
    try withUnsafeBytes { bytes in
      guard elementType.convert(bytes, into: floats) else { throw unread(as: "floats") }
    }
  }

  /// The numbers in row-major order as a tensor.
  public func tensor() throws -> Tensor {
    var tensor = Tensor.zeros(shape)
    try tensor.withUnsafeMutableScalars { try read(into: $0) }
    return tensor
  }

  /// The whole numbers in row-major order; true is 1, and what 64 bits do not hold wraps.
  ///
  /// - Throws: ``FormatError`` where they are floats; the errors of ``withUnsafeBytes(_:)``.
  public func integers() throws -> [Int64] {
    guard elementType.isInteger else { throw unread(as: "whole numbers") }
    let count = count
    return try [Int64](unsafeUninitializedCapacity: count) { buffer, filled in
      try withUnsafeBytes { elementType.convert($0, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count])) }
      filled = count
    }
  }

  /// The numbers' bytes, little-endian and in row-major order.
  public func bytes() throws -> [UInt8] { try withUnsafeBytes { [UInt8]($0) } }

  private func unread(as kind: String) -> FormatError {
    FormatError(
      origin: name, problem: .unsupported("its elements (\(elementType.rawValue)) are not read as \(kind)"))
  }
}

extension StoredTensor {
  /// A tensor in memory, for writing into a file.
  ///
  /// - Parameter bytes: little-endian, in row-major order.
  public init(name: String, shape: [Int], elementType: ElementType, bytes: [UInt8]) {
    let needed = shape.reduce(1, *) * elementType.size
    precondition(
      bytes.count == needed,
      "StoredTensor \"\(name)\": shape \(shape) of \(elementType.rawValue) needs \(needed) bytes, got \(bytes.count)")
    let region = ByteRegion(origin: name, bytes)
    do {
      try self.init(
        name: name, elementType: elementType, shape: shape, origin: name, storageBytes: needed, storage: { region })
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// 32-bit floats in row-major order.
  public init(name: String, shape: [Int], floats: [Float]) {
    // A closure and no key path, which would be looked up for every one of some millions.
    let bytes = floats.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Array($0) }
    self.init(name: name, shape: shape, elementType: .float32, bytes: bytes)
  }

  /// 64-bit whole numbers in row-major order.
  public init(name: String, shape: [Int], integers: [Int64]) {
    let bytes = integers.map { $0.littleEndian }.withUnsafeBytes { Array($0) }
    self.init(name: name, shape: shape, elementType: .int64, bytes: bytes)
  }
}

extension ElementType {
  /// Whether elements are whole numbers or booleans.
  public var isInteger: Bool {
    switch self {
    case .bool, .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64: true
    case .float16, .bfloat16, .float32, .float64, .float8E4M3, .float8E5M2: false
    }
  }
}
