import RecurrentKernels
import RecurrentLayers

/// Gradients divided by the root of the sum of all their squares so far (Duchi et al. 2011):
///
///     s = s + g²,   w -= learningRate g / (sqrt(s) + epsilon)
///
/// This is PyTorch's form; Keras adds epsilon under the root.
public final class Adagrad: Optimizer {
  public let parameters: ParameterStore
  public var learningRate: Float
  public var epsilon: Float
  /// Added to the gradient, times the weight, as PyTorch does (L2).
  public var weightDecay: Float
  private var steps = 0
  private var sumOfSquares: Tensor

  /// - Parameter initialAccumulator: where the sums begin: PyTorch's 0; Keras's is 0.1.
  public init(
    _ parameters: ParameterStore, learningRate: Float = 1e-2, initialAccumulator: Float = 0, epsilon: Float = 1e-10,
    weightDecay: Float = 0
  ) {
    checkRates(learningRate: learningRate, weightDecay: weightDecay, "Adagrad")
    check(epsilon > 0, "Adagrad", "epsilon", expected: "above 0", got: epsilon)
    check(initialAccumulator >= 0, "Adagrad", "initialAccumulator", expected: "at least 0", got: initialAccumulator)
    self.parameters = parameters
    self.learningRate = learningRate
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    sumOfSquares = Tensor(repeating: initialAccumulator, shape: [parameters.block.count])
  }

  public var state: OptimizerState {
    get { OptimizerState(step: steps, buffers: ["sum_of_squares": sumOfSquares]) }
    set {
      steps = newValue.step
      sumOfSquares = newValue.buffer("sum_of_squares", count: parameters.block.count)
    }
  }

  public func update(gradientScale: Float) {
    steps += 1
    let s = sumOfSquares.uniqueFloats()
    let (rate, epsilon, decay, gradients) = (learningRate, epsilon, weightDecay, parameters.gradients)
    parameters.update { w in
      for i in 0..<parameters.block.count {
        let g = gradients[i] * gradientScale + decay * w[i]
        s[i] += g * g
        // It is never below 0. Said so, its root is taken by vectors: twice as fast.
        w[i] -= rate * g / (max(0, s[i]).squareRoot() + epsilon)
      }
    }
  }
}
