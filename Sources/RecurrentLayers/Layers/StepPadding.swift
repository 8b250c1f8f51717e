/// Steps of zeros around sequences: `[batch, time, features]` becomes `[batch, before + time + after, features]`.
public struct ZeroPadding1D: Module {
  /// The steps at the beginning.
  public let before: Int
  /// The steps at the end.
  public let after: Int

  /// So many steps at the beginning and at the end.
  public init(before: Int, after: Int) {
    check(before >= 0 && after >= 0, "ZeroPadding1D", "steps", expected: "at least 0", got: (before, after))
    (self.before, self.after) = (before, after)
  }

  /// `[batch, time, features]`, of another length.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.padded(axis: 1, before: before, after: after) }
}

/// Sequences without some of their first and last steps.
public struct Cropping1D: Module {
  /// The steps at the beginning.
  public let before: Int
  /// The steps at the end.
  public let after: Int

  /// So many steps at the beginning and at the end.
  public init(before: Int, after: Int) {
    check(before >= 0 && after >= 0, "Cropping1D", "steps", expected: "at least 0", got: (before, after))
    (self.before, self.after) = (before, after)
  }

  /// - Parameter x: `[batch, time, features]`, longer than what is left out.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    check(x.shape[1] > before + after, "Cropping1D", "steps", expected: "over \(before + after)", got: x.shape[1])
    return x.slice(before..<x.shape[1] - after, axis: 1)
  }
}

/// Each step several times: `[batch, time, features]` becomes `[batch, size · time, features]`.
public struct UpSampling1D: Module {
  /// How often each step stands there.
  public let size: Int

  /// Repeats each step so often.
  public init(_ size: Int) {
    check(size >= 1, "UpSampling1D", "size", expected: "at least 1", got: size)
    self.size = size
  }

  /// `[batch, time, features]`, of another length.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.expandingAxis(2).broadcast(to: [x.shape[0], x.shape[1], size, x.shape[2]])
      .reshaped([x.shape[0], x.shape[1] * size, x.shape[2]])
  }
}
