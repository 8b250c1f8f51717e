/// All axes but the batch as one: `[batch, ...]` becomes `[batch, features]`.
public struct Flatten: Module {
  /// It has no options.
  public init() {}

  /// `[batch, a, b, ...]` becomes `[batch, a b ...]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    check(x.rank >= 1, "Flatten", "rank of the input", expected: "at least 1", got: x.rank)
    return x.reshaped([x.shape[0], x.count / x.shape[0]])
  }
}
