/// The numbers of each example in other axes: `[batch, ...]` becomes `[batch] + shape`.
public struct Reshape: Module {
  /// Without the batch; one may be nil: what is left for it.
  public let shape: [Int?]

  /// The axes after the batch; at most one is nil, which takes what is left.
  public init(_ shape: [Int?]) {
    check(shape.count { $0 == nil } <= 1, "Reshape", "unknown sizes", expected: "at most 1", got: shape)
    self.shape = shape
  }

  /// The batch stays in front.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let known = shape.reduce(x.shape[0]) { $0 * ($1 ?? 1) }
    return x.reshaped([x.shape[0]] + shape.map { $0 ?? x.count / max(1, known) })
  }
}

/// The axes of each example in another order.
public struct Permute: Module {
  /// Which axis of the input each axis of the output is, counted from 1: 0 is the batch.
  public let axes: [Int]

  /// The axes after the batch, counted from 1, in their new order.
  public init(_ axes: [Int]) { self.axes = axes }

  /// The batch stays in front.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.permuted([0] + axes) }
}
