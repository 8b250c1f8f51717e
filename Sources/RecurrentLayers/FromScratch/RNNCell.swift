import RecurrentKernels

/// One step of a vanilla recurrent network, with its backward pass written out by hand: to learn from.
///
///     h' = tanh(h Wh + x Wx + b)
///
/// It computes what ``RNN`` does, on the reference backend and without a tape: what forward saw is kept, and backward
/// applies the chain rule to it. N is the batch, D the inputs, H the hidden units. ``TimeRNN`` strings steps together.
///
/// ```swift
/// var cell = RNNCell(weights)
/// let h1 = cell.forward(x, h0)
/// let (dx, dh0) = cell.backward(dh1)  // and cell.gradients
/// ```
public struct RNNCell: Sendable {
  /// The weights, which all steps share.
  public let weights: RNNWeights
  /// Of the last ``backward(_:)``; zeros before it.
  public private(set) var gradients: RNNWeights
  /// What the last forward pass saw and made.
  private var cache: (x: Tensor, before: Tensor, after: Tensor)?

  /// A layer of these weights.
  public init(_ weights: RNNWeights) {
    self.weights = weights
    gradients = weights.zeros
  }

  /// From x_t `[N, D]` and h_{t-1} `[N, H]` to h_t `[N, H]`.
  public mutating func forward(_ x: Tensor, _ before: Tensor) -> Tensor {
    let after = onReference { (before.matmul(weights.wh) + x.matmul(weights.wx) + weights.b).tanh() }
    cache = (x, before, after)
    return after
  }

  /// From the gradient of the loss by h_t, `[N, H]`, to those by x_t `[N, D]` and h_{t-1} `[N, H]`; the weights' are
  /// left in ``gradients``.
  ///
  /// With a = h Wh + x Wx + b and h' = tanh(a): da = dh' (1 - h'²), because tanh' = 1 - tanh². A product hands the
  /// gradient to each factor through the other one, a sum to every term:
  ///
  ///     db = Σ da    dWh = hᵀ da    dh = da Whᵀ    dWx = xᵀ da    dx = da Wxᵀ
  public mutating func backward(_ dAfter: Tensor) -> (dx: Tensor, dBefore: Tensor) {
    guard let (x, before, after) = cache else {
      fatalError("RNNCell: backward: expected a forward pass before it, got none")
    }
    return onReference {
      let da = dAfter * (Tensor.ones(after.shape) - after * after)
      gradients = RNNWeights(
        wx: x.transposed().matmul(da), wh: before.transposed().matmul(da), b: da.sumOfRows(width: da.width))
      return (da.matmul(weights.wx, transposed: true), da.matmul(weights.wh, transposed: true))
    }
  }
}

/// Computes on the reference backend, and apart from any tape: the chain rule is applied by hand here.
private func onReference<Result>(_ body: () -> Result) -> Result {
  Tape.$current.withValue(nil) { withCompute(Compute(backend: ReferenceBackend()), body) }
}
