/// x, or α (e^x - 1) below 0 (Clevert et al. 2016), where α is not 1: that is ``LayerActivation/elu``.
public struct ELU: Module {
  /// What -y comes near to far below 0.
  public let alpha: Float
  private let formula: ElementwiseFunction

  /// max(x, 0) + `alpha` (e^min(x, 0) - 1).
  public init(alpha: Float) {
    self.alpha = alpha
    let zero = ElementwiseValue(0)
    formula = ElementwiseFunction { x in x.maximum(zero) + alpha * x.minimum(zero).expm1() }
  }

  /// The shape stays.
  public func callAsFunction(_ x: Tensor) -> Tensor { formula(x) }
}
