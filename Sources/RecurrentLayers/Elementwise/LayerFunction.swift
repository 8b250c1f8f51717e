import RecurrentKernels

/// Functions of each number that layers have at their outputs, beside those of ``Activation``, which recurrent cells have
/// too. Their derivatives follow from their formulas, by what goes in.
public enum LayerFunction: String, CaseIterable, Sendable, Codable {
  /// x Φ(x), Φ being the normal distribution's. Hendrycks and Gimpel 2016.
  case gelu
  /// x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, which they give for it.
  case approximateGELU
  /// x σ(x), also called swish. Elfwing et al. 2018.
  case silu
  /// x clamp(x/6 + 1/2, 0, 1), also called hard swish. Howard et al. 2019.
  case hardSiLU
  /// x tanh(log(1 + e^x)). Misra 2020.
  case mish
  /// clamp(x, 0, 6).
  case relu6
  /// e^x.
  case exponential

  /// f(x).
  public func callAsFunction(_ x: Tensor) -> Tensor { formula.apply(to: x, "LayerFunction.\(self)") }

  private static let formulas = Dictionary(
    uniqueKeysWithValues: allCases.map { function in (function, ElementwiseFunction { function.value($0) }) })

  private var formula: ElementwiseFunction { Self.formulas[self]! }

  private func value(_ x: ElementwiseValue) -> ElementwiseValue {
    switch self {
    case .gelu: 0.5 * x * (1 + (0.707_106_78 * x).erf())
    case .approximateGELU: 0.5 * x * (1 + (0.797_884_56 * (x + 0.044_715 * x * x * x)).tanh())
    case .silu: x * x.sigmoid()
    case .hardSiLU: x * ElementwiseValue(.hardSigmoid, x)
    case .mish: x * (x.maximum(ElementwiseValue(0)) + (-x.abs()).exp().log1p()).tanh()
    case .relu6: x.relu().minimum(ElementwiseValue(6))
    case .exponential: x.exp()
    }
  }

  /// y = f(x) as a call of the kernels; x may be y.
  func forward(count: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>) -> KernelCall {
    .elementwise(.init(formula.program, shape: [count], inputs: [x], outputs: [y]))
  }
}
