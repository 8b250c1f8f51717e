import RecurrentLayers

/// The optimisers of this package with their settings, as data.
enum BuiltInOptimizer: Sendable, Codable, Equatable {
  case sgd(learningRate: Float, momentum: Float, nesterov: Bool, weightDecay: Float)
  case adam(learningRate: Float, beta1: Float, beta2: Float, epsilon: Float)
  case adamW(learningRate: Float, weightDecay: Float, beta1: Float, beta2: Float, epsilon: Float)
  case rmsprop(
    learningRate: Float, rho: Float, momentum: Float, centered: Bool, epsilon: Float, weightDecay: Float)
  case adagrad(learningRate: Float, initialAccumulator: Float, epsilon: Float, weightDecay: Float)

  func makeOptimizer(for parameters: ParameterStore) -> any Optimizer {
    switch self {
    case .sgd(let learningRate, let momentum, let nesterov, let weightDecay):
      SGD(
        parameters, learningRate: learningRate, momentum: momentum, nesterov: nesterov, weightDecay: weightDecay)
    case .adam(let learningRate, let beta1, let beta2, let epsilon):
      Adam(parameters, learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case .adamW(let learningRate, let weightDecay, let beta1, let beta2, let epsilon):
      Adam(
        parameters, learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
        weightDecay: weightDecay)
    case .rmsprop(let learningRate, let rho, let momentum, let centered, let epsilon, let weightDecay):
      RMSprop(
        parameters, learningRate: learningRate, rho: rho, momentum: momentum, centered: centered, epsilon: epsilon,
        weightDecay: weightDecay)
    case .adagrad(let learningRate, let initialAccumulator, let epsilon, let weightDecay):
      Adagrad(
        parameters, learningRate: learningRate, initialAccumulator: initialAccumulator, epsilon: epsilon,
        weightDecay: weightDecay)
    }
  }
}

extension BuiltInOptimizer: Checkable {
  var name: String {
    switch self {
    case .sgd: "sgd"
    case .adam: "adam"
    case .adamW: "adamW"
    case .rmsprop: "rmsprop"
    case .adagrad: "adagrad"
    }
  }

  func requireUsable() throws(SpecificationError) {
    switch self {
    case .sgd(_, let momentum, let nesterov, _):
      try requireNotNegative(momentum, "momentum")
      if nesterov { try requireAboveZero(momentum, "momentum with nesterov") }
    case .adam(_, let beta1, let beta2, let epsilon), .adamW(_, _, let beta1, let beta2, let epsilon):
      try requireBelowOne(beta1, "beta1")
      try requireBelowOne(beta2, "beta2")
      try requireAboveZero(epsilon, "epsilon")
    case .rmsprop(_, let rho, let momentum, _, let epsilon, _):
      try requireBelowOne(rho, "rho")
      try requireNotNegative(momentum, "momentum")
      try requireAboveZero(epsilon, "epsilon")
    case .adagrad(_, let initialAccumulator, let epsilon, _):
      try requireNotNegative(initialAccumulator, "initialAccumulator")
      try requireAboveZero(epsilon, "epsilon")
    }
  }
}
