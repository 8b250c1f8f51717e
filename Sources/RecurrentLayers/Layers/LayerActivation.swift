import RecurrentKernels

/// A function at the output of a layer: of each element by itself, or softmax over the last axis. It is a layer by
/// itself too.
public enum LayerActivation: Module, Hashable {
  /// A function of each number.
  case elementwise(Activation)
  /// A function of each number that no recurrent cell has.
  case function(LayerFunction)
  /// exp(x) / Σ exp(x) along the last axis.
  case softmax

  /// ``Activation/tanh`` of each number.
  public static let tanh = LayerActivation.elementwise(.tanh)
  /// ``Activation/sigmoid`` of each number.
  public static let sigmoid = LayerActivation.elementwise(.sigmoid)
  /// ``Activation/relu`` of each number.
  public static let relu = LayerActivation.elementwise(.relu)
  /// ``Activation/linear`` of each number.
  public static let linear = LayerActivation.elementwise(.linear)
  /// ``Activation/hardSigmoid`` of each number.
  public static let hardSigmoid = LayerActivation.elementwise(.hardSigmoid)
  /// ``Activation/steepHardSigmoid`` of each number.
  public static let steepHardSigmoid = LayerActivation.elementwise(.steepHardSigmoid)
  /// ``Activation/elu`` of each number.
  public static let elu = LayerActivation.elementwise(.elu)
  /// ``Activation/selu`` of each number.
  public static let selu = LayerActivation.elementwise(.selu)
  /// ``Activation/softplus`` of each number.
  public static let softplus = LayerActivation.elementwise(.softplus)
  /// ``Activation/softsign`` of each number.
  public static let softsign = LayerActivation.elementwise(.softsign)
  /// ``Activation/leakyReLU`` of each number.
  public static let leakyReLU = LayerActivation.elementwise(.leakyReLU)

  /// ``LayerFunction/gelu`` of each number.
  public static let gelu = LayerActivation.function(.gelu)
  /// ``LayerFunction/approximateGELU`` of each number.
  public static let approximateGELU = LayerActivation.function(.approximateGELU)
  /// ``LayerFunction/silu`` of each number.
  public static let silu = LayerActivation.function(.silu)
  /// ``LayerFunction/hardSiLU`` of each number.
  public static let hardSiLU = LayerActivation.function(.hardSiLU)
  /// ``LayerFunction/mish`` of each number.
  public static let mish = LayerActivation.function(.mish)
  /// ``LayerFunction/relu6`` of each number.
  public static let relu6 = LayerActivation.function(.relu6)
  /// ``LayerFunction/exponential`` of each number.
  public static let exponential = LayerActivation.function(.exponential)

  /// f(x).
  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .elementwise(let activation): x.activated(by: activation)
    case .function(let function): function(x)
    case .softmax: x.softmax()
    }
  }

  /// dy f'(x) by y = f(x), not recorded; of a ``LayerFunction``, which is recorded by itself, dy.
  func gradient(_ dy: Tensor, output y: Tensor) -> Tensor {
    switch self {
    case .elementwise(let activation): y.activationGradient(activation, ofOutput: dy)
    case .function: dy
    case .softmax: y.softmaxGradient(ofOutput: dy)
    }
  }
}
