import RecurrentFormats
import RecurrentLayers

/// Numbers that go into an ONNX model or come out of it: a shape, an element type, and the elements in row-major order.
///
/// Types with a fraction and truth values (0 and 1) are computed as `Float`, whole numbers as `Int64`.
public struct ONNXTensor: Sendable, Equatable {
  /// The type that its elements are stored as.
  public let elementType: ElementType
  /// The size of each axis.
  public let shape: [Int]
  /// The elements, of all types but whole numbers; else empty.
  public let floats: [Float]
  /// The elements, of whole numbers; else empty.
  public let integers: [Int64]

  /// - Precondition: the elements are as many as the shape has, and the type has a fraction or is `.bool`.
  public init(floats: [Float], shape: [Int], elementType: ElementType = .float32) {
    precondition(Storage(elementType) == .float, "ONNXTensor: \(elementType.rawValue) are whole numbers")
    precondition(
      floats.count == shape.reduce(1, *), "ONNXTensor: \(floats.count) elements for the shape \(shape)")
    (self.elementType, self.shape, self.floats, integers) = (elementType, shape, floats, [])
  }

  /// - Precondition: the elements are as many as the shape has, and the type is of whole numbers.
  public init(integers: [Int64], shape: [Int], elementType: ElementType = .int64) {
    precondition(Storage(elementType) == .integer, "ONNXTensor: \(elementType.rawValue) are no whole numbers")
    precondition(
      integers.count == shape.reduce(1, *), "ONNXTensor: \(integers.count) elements for the shape \(shape)")
    (self.elementType, self.shape, floats, self.integers) = (elementType, shape, [], integers)
  }

  /// A copy of a tensor.
  public init(_ tensor: Tensor) { self.init(floats: tensor.scalars, shape: tensor.shape) }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }
}

extension Tensor {
  /// A copy, as floats.
  public init(_ tensor: ONNXTensor) {
    let floats = tensor.integers.isEmpty ? tensor.floats : tensor.integers.map { Float($0) }
    self.init(shape: tensor.shape, scalars: floats)
  }
}

extension ONNXTensor {
  /// A tensor of a file.
  ///
  /// - Throws: ``FormatError`` where the file is damaged.
  public init(_ stored: StoredTensor) throws {
    if Storage(stored.elementType) == .float {
      self.init(floats: try stored.floats(), shape: stored.shape, elementType: stored.elementType)
    } else {
      self.init(integers: try stored.integers(), shape: stored.shape, elementType: stored.elementType)
    }
  }
}

extension StoredTensor {
  /// A tensor for a file: types with a fraction as 32-bit floats, others as they are.
  public init(name: String, _ tensor: ONNXTensor) {
    switch tensor.elementType {
    case .bool:
      self.init(
        name: name, shape: tensor.shape, elementType: .bool, bytes: tensor.floats.map { $0 == 0 ? 0 : 1 })
    case let type where Storage(type) == .float: self.init(name: name, shape: tensor.shape, floats: tensor.floats)
    case let type:
      let bytes = tensor.integers.flatMap { value in
        Swift.withUnsafeBytes(of: value.littleEndian) { Array($0.prefix(type.size)) }
      }
      self.init(name: name, shape: tensor.shape, elementType: type, bytes: bytes)
    }
  }
}
