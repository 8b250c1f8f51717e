import RecurrentLayers

/// An optimiser before it has weights: what ``Sequential/compile(optimizer:loss:metrics:clippingNorm:schedules:)`` takes.
///
/// Defaults are Keras's; those of the optimisers themselves are PyTorch's. Formulas are the optimisers' own.
public struct OptimizerRule: Sendable {
  /// Its name in a saved model.
  public let name: String
  /// What a model's folder holds; nil: a rule of somebody's own.
  let builtIn: BuiltInOptimizer?
  private let make: @Sendable (ParameterStore) -> any Optimizer

  /// A rule of one's own.
  ///
  /// - Parameter name: under which ``CustomObjects`` finds it.
  public init(_ name: String, make: @escaping @Sendable (ParameterStore) -> any Optimizer) {
    (self.name, self.make) = (name, make)
    builtIn = nil
  }

  init(_ builtIn: BuiltInOptimizer) {
    (name, make) = (builtIn.name, { builtIn.makeOptimizer(for: $0) })
    self.builtIn = builtIn
  }

  package func makeOptimizer(for parameters: ParameterStore) -> any Optimizer { make(parameters) }

  /// ``SGD`` with Keras's first values.
  public static var sgd: OptimizerRule { sgd() }
  /// ``Adam`` with Keras's first values.
  public static var adam: OptimizerRule { adam() }
  /// ``Adam`` with Keras's first values.
  public static var adamW: OptimizerRule { adamW() }
  /// ``RMSprop`` with Keras's first values.
  public static var rmsprop: OptimizerRule { rmsprop() }
  /// ``Adagrad`` with Keras's first values.
  public static var adagrad: OptimizerRule { adagrad() }

  /// ``SGD``; what is left out is Keras's.
  public static func sgd(
    learningRate: Float = 0.01, momentum: Float = 0, nesterov: Bool = false, weightDecay: Float = 0
  ) -> OptimizerRule {
    OptimizerRule(
      .sgd(learningRate: learningRate, momentum: momentum, nesterov: nesterov, weightDecay: weightDecay))
  }

  /// ``Adam``; what is left out is Keras's.
  public static func adam(
    learningRate: Float = 0.001, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-7
  ) -> OptimizerRule {
    OptimizerRule(.adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon))
  }

  /// Adam with decoupled weight decay (Loshchilov and Hutter 2019): w -= learningRate weightDecay w besides.
  public static func adamW(
    learningRate: Float = 0.001, weightDecay: Float = 0.004, beta1: Float = 0.9, beta2: Float = 0.999,
    epsilon: Float = 1e-7
  ) -> OptimizerRule {
    OptimizerRule(
      .adamW(learningRate: learningRate, weightDecay: weightDecay, beta1: beta1, beta2: beta2, epsilon: epsilon))
  }

  /// ``RMSprop``; what is left out is Keras's.
  public static func rmsprop(
    learningRate: Float = 0.001, rho: Float = 0.9, momentum: Float = 0, centered: Bool = false, epsilon: Float = 1e-7,
    weightDecay: Float = 0
  ) -> OptimizerRule {
    OptimizerRule(
      .rmsprop(
        learningRate: learningRate, rho: rho, momentum: momentum, centered: centered, epsilon: epsilon,
        weightDecay: weightDecay))
  }

  /// ``Adagrad``; what is left out is Keras's.
  public static func adagrad(
    learningRate: Float = 0.001, initialAccumulator: Float = 0.1, epsilon: Float = 1e-7, weightDecay: Float = 0
  ) -> OptimizerRule {
    OptimizerRule(
      .adagrad(
        learningRate: learningRate, initialAccumulator: initialAccumulator, epsilon: epsilon,
        weightDecay: weightDecay))
  }
}
