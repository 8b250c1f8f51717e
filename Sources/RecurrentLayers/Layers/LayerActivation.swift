import RecurrentKernels

/// A function at the output of a layer: of each element by itself, or softmax over the last axis. It is a layer by
/// itself too.
public enum LayerActivation: Module, Hashable {
  case elementwise(Activation)
  /// exp(x) / Σ exp(x) along the last axis.
  case softmax

  public static let tanh = LayerActivation.elementwise(.tanh)
  public static let sigmoid = LayerActivation.elementwise(.sigmoid)
  public static let relu = LayerActivation.elementwise(.relu)
  public static let linear = LayerActivation.elementwise(.linear)
  public static let hardSigmoid = LayerActivation.elementwise(.hardSigmoid)
  public static let steepHardSigmoid = LayerActivation.elementwise(.steepHardSigmoid)
  public static let elu = LayerActivation.elementwise(.elu)
  public static let selu = LayerActivation.elementwise(.selu)
  public static let softplus = LayerActivation.elementwise(.softplus)
  public static let softsign = LayerActivation.elementwise(.softsign)
  public static let leakyReLU = LayerActivation.elementwise(.leakyReLU)

  /// f(x).
  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .elementwise(let activation): x.activated(by: activation)
    case .softmax: x.softmax()
    }
  }

  /// dy f'(x) by y = f(x), not recorded.
  func gradient(_ dy: Tensor, output y: Tensor) -> Tensor {
    switch self {
    case .elementwise(let activation): y.activationGradient(activation, ofOutput: dy)
    case .softmax: y.softmaxGradient(ofOutput: dy)
    }
  }
}
