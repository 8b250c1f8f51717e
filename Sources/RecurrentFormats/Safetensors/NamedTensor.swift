/// A tensor with its name, on its way into a file.
public struct NamedTensor: Sendable, Equatable {
  /// Its name.
  public let name: String
  /// The size of each axis.
  public let shape: [Int]
  /// Row-major: the last axis runs fastest.
  public let values: [Float]
  /// What a file holds: ``ElementType/float32``, ``ElementType/float16`` or ``ElementType/bfloat16``, rounded to the
  /// nearest; ``ElementType/int8`` is whole numbers with a scale for each row, which is a tensor `NAME.scale` beside it.
  public let elementType: ElementType

  /// Numbers under a name, to be stored as `elementType`.
  public init(name: String, shape: [Int], values: [Float], elementType: ElementType = .float32) {
    precondition(
      values.count == shape.reduce(1, *),
      "NamedTensor \"\(name)\": shape \(shape) needs \(shape.reduce(1, *)) values, got \(values.count)")
    precondition(
      [.float32, .float16, .bfloat16].contains(elementType) || elementType == .int8 && !shape.isEmpty,
      "NamedTensor \"\(name)\": expected floats, or int8 of rows, got \(elementType.rawValue) of \(shape)")
    self.name = name
    self.shape = shape
    self.values = values
    self.elementType = elementType
  }
}
