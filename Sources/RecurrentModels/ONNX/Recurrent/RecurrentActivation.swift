import RecurrentFoundation
import RecurrentKernels

/// An activation of a recurrent node, with its numbers.
struct RecurrentActivation: Sendable, Equatable {
  enum Function: String, Sendable, CaseIterable {
    case relu, tanh, sigmoid, affine, leakyrelu, thresholdedrelu, scaledtanh, hardsigmoid, elu, softsign, softplus
  }

  let function: Function
  let alpha: Float
  let beta: Float

  /// Takes its numbers from the front of the lists, if it has any.
  init(_ name: String, alphas: inout ArraySlice<Float>, betas: inout ArraySlice<Float>) throws {
    guard let function = Function(rawValue: name.lowercased()) else {
      throw NodeError.unsupported("the activation \"\(name)\" is not known")
    }
    self.function = function
    let (alpha, beta) = Self.numbers(of: function)
    self.alpha = alpha.map { alphas.popFirst() ?? $0 } ?? 0
    self.beta = beta.map { betas.popFirst() ?? $0 } ?? 0
  }

  /// What stands in the place of numbers that are not given; nil: there is no such number.
  private static func numbers(of function: Function) -> (alpha: Float?, beta: Float?) {
    switch function {
    case .affine: (1, 0)
    case .leakyrelu: (0.01, nil)
    case .thresholdedrelu, .elu: (1, nil)
    case .scaledtanh: (1, 1)
    case .hardsigmoid: (0.2, 0.5)
    case .relu, .tanh, .sigmoid, .softsign, .softplus: (nil, nil)
    }
  }

  /// The kernels' activation that computes the same; nil: there is none.
  var kernelActivation: Activation? {
    switch function {
    case .relu: .relu
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    case .affine: alpha == 1 && beta == 0 ? .linear : nil
    case .hardsigmoid where abs(alpha - 1 / 6) < 1e-7 && beta == 0.5: .hardSigmoid
    case .hardsigmoid where alpha == 0.2 && beta == 0.5: .steepHardSigmoid
    default: nil
    }
  }

  func callAsFunction(_ x: Float) -> Float {
    switch function {
    case .relu: max(0, x)
    case .tanh: RecurrentFoundation.tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .affine: alpha * x + beta
    case .leakyrelu: x < 0 ? alpha * x : x
    case .thresholdedrelu: x > alpha ? x : 0
    case .scaledtanh: alpha * RecurrentFoundation.tanh(beta * x)
    case .hardsigmoid: min(max(alpha * x + beta, 0), 1)
    case .elu: x < 0 ? alpha * expm1(x) : x
    case .softsign: x / (1 + abs(x))
    case .softplus: max(x, 0) + log1p(exp(-abs(x)))
    }
  }
}
