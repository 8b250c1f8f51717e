import RecurrentKernels
import RecurrentLayers

/// Adam (Kingma and Ba 2015); with weight decay AdamW (Loshchilov and Hutter 2019).
///
/// ```swift
/// let optimizer = Adam(ParameterStore(model), learningRate: 0.002)
/// try optimizer.parameters.withGradients { meanSquaredError(model(x), targets: y) }
/// try optimizer.step(clippingNorm: 1)
/// ```
public final class Adam: Optimizer {
  public let parameters: ParameterStore
  public var learningRate: Float
  /// What stays of the running mean of gradients.
  public var beta1: Float
  /// What stays of the running mean of squared gradients.
  public var beta2: Float
  /// Added to the root.
  public var epsilon: Float
  /// Times the learning rate, the share of each weight that a step takes off.
  public var weightDecay: Float
  private var steps = 0
  private var firstMoment: Tensor
  private var secondMoment: Tensor

  /// Options left out are PyTorch's.
  public init(
    _ parameters: ParameterStore, learningRate: Float = 1e-3, beta1: Float = 0.9, beta2: Float = 0.999,
    epsilon: Float = 1e-8, weightDecay: Float = 0
  ) {
    checkRates(learningRate: learningRate, weightDecay: weightDecay, "Adam")
    check((0..<1).contains(beta1), "Adam", "beta1", expected: "0 ..< 1", got: beta1)
    check((0..<1).contains(beta2), "Adam", "beta2", expected: "0 ..< 1", got: beta2)
    check(epsilon > 0, "Adam", "epsilon", expected: "above 0", got: epsilon)
    self.parameters = parameters
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    firstMoment = Tensor.zeros([parameters.block.count])
    secondMoment = Tensor.zeros([parameters.block.count])
  }

  public var state: OptimizerState {
    get { OptimizerState(step: steps, buffers: ["first_moment": firstMoment, "second_moment": secondMoment]) }
    set {
      steps = newValue.step
      firstMoment = newValue.buffer("first_moment", count: parameters.block.count)
      secondMoment = newValue.buffer("second_moment", count: parameters.block.count)
    }
  }

  public func update(gradientScale: Float) {
    steps += 1
    parameters.update { weights in
      var call = KernelCall.Adam(
        count: parameters.block.count, step: steps, learningRate: learningRate, weights: weights,
        firstMoment: firstMoment.uniqueFloats(), secondMoment: secondMoment.uniqueFloats(),
        gradient: parameters.gradients)
      (call.beta1, call.beta2, call.epsilon) = (beta1, beta2, epsilon)
      (call.weightDecay, call.gradientScale) = (weightDecay, gradientScale)
      Compute.current.run("Adam", .adam(call))
    }
  }
}
