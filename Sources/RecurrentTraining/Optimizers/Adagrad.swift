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
  /// Added to the root.
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
    let sums = sumOfSquares.uniqueFloats()
    parameters.update { weights in
      Compute.current.run(
        "Adagrad",
        .elementwise(
          .init(
            Self.step, shape: [parameters.block.count],
            inputs: [UnsafePointer(weights), parameters.gradients, UnsafePointer(sums)],
            scalars: [learningRate, gradientScale, weightDecay, epsilon], outputs: [weights, sums])))
    }
  }

  private static let step = ElementwiseProgram(inputs: 3, scalars: 4) { x, scalar in
    let (w, s) = (x[0], x[2])
    let g = scalar[2].multiplied(by: w, adding: x[1] * scalar[1])
    let sum = g.multiplied(by: g, adding: s).withoutSubnormals
    return [w - scalar[0] * g / (sum.squareRoot() + scalar[3]), sum]
  }
}
