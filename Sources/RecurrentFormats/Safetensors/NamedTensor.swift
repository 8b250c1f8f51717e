/// A tensor with its name, on its way into a file.
public struct NamedTensor: Sendable, Equatable {
  public let name: String
  public let shape: [Int]
  /// Row-major: the last axis runs fastest.
  public let values: [Float]

  public init(name: String, shape: [Int], values: [Float]) {
    precondition(
      values.count == shape.reduce(1, *),
      "NamedTensor \"\(name)\": shape \(shape) needs \(shape.reduce(1, *)) values, got \(values.count)")
    self.name = name
    self.shape = shape
    self.values = values
  }
}
