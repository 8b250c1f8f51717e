import RecurrentKernels
import RecurrentLayers

/// Gradients divided by the root of a running mean of their squares (Hinton's lecture 6e, 2012):
///
///     v = rho v + (1 - rho) g²,   w -= learningRate g / (sqrt(v) + epsilon)
///
/// This is PyTorch's form; Keras adds epsilon under the root. Centred, v less the square of a running mean of the gradient
/// takes v's place (Graves 2013). With momentum the quotient goes through a velocity u = momentum u + quotient.
public final class RMSprop: Optimizer {
  public let parameters: ParameterStore
  public var learningRate: Float
  /// How much of the running means is kept; PyTorch's `alpha`.
  public var rho: Float
  /// Added to the root.
  public var epsilon: Float
  /// Added to the gradient, times the weight, as PyTorch does (L2).
  public var weightDecay: Float
  /// What stays of the velocity; 0: there is none.
  public let momentum: Float
  /// Whether the mean gradient is taken off, which makes a variance of it.
  public let centered: Bool
  private let step: ElementwiseProgram
  private var steps = 0
  private var meanSquare: Tensor
  /// Nil unless centred.
  private var mean: Tensor?
  /// Nil without momentum.
  private var velocity: Tensor?

  /// Defaults are PyTorch's; Keras's are rho 0.9 and epsilon 1e-7.
  public init(
    _ parameters: ParameterStore, learningRate: Float = 1e-2, rho: Float = 0.99, momentum: Float = 0,
    centered: Bool = false, epsilon: Float = 1e-8, weightDecay: Float = 0
  ) {
    checkRates(learningRate: learningRate, weightDecay: weightDecay, "RMSprop")
    check((0..<1).contains(rho), "RMSprop", "rho", expected: "0 ..< 1", got: rho)
    check(epsilon > 0, "RMSprop", "epsilon", expected: "above 0", got: epsilon)
    check(momentum >= 0, "RMSprop", "momentum", expected: "at least 0", got: momentum)
    self.parameters = parameters
    self.learningRate = learningRate
    self.rho = rho
    self.momentum = momentum
    self.centered = centered
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    step = Self.step(centered: centered, momentum: momentum > 0)
    let shape = [parameters.block.count]
    meanSquare = Tensor.zeros(shape)
    mean = centered ? Tensor.zeros(shape) : nil
    velocity = momentum > 0 ? Tensor.zeros(shape) : nil
  }

  public var state: OptimizerState {
    get {
      var buffers = ["mean_square": meanSquare]
      buffers["mean"] = mean
      buffers["velocity"] = velocity
      return OptimizerState(step: steps, buffers: buffers)
    }
    set {
      let count = parameters.block.count
      steps = newValue.step
      meanSquare = newValue.buffer("mean_square", count: count)
      if mean != nil { mean = newValue.buffer("mean", count: count) }
      if velocity != nil { velocity = newValue.buffer("velocity", count: count) }
    }
  }

  public func update(gradientScale: Float) {
    steps += 1
    let moments = [meanSquare.uniqueFloats(), mean?.uniqueFloats(), velocity?.uniqueFloats()].compactMap(\.self)
    parameters.update { weights in
      Compute.current.run(
        "RMSprop",
        .elementwise(
          .init(
            step, shape: [parameters.block.count],
            inputs: [UnsafePointer(weights), parameters.gradients] + moments.map { UnsafePointer($0) },
            scalars: [learningRate, gradientScale, weightDecay, rho, 1 - rho, epsilon, momentum],
            outputs: [weights] + moments)))
    }
  }

  /// From w, the gradient, v and, where they are, m and u to all but the gradient.
  private static func step(centered: Bool, momentum: Bool) -> ElementwiseProgram {
    ElementwiseProgram(inputs: 3 + (centered ? 1 : 0) + (momentum ? 1 : 0), scalars: 7) { x, scalar in
      let (w, rho, rest) = (x[0], scalar[3], scalar[4])
      let g = scalar[2].multiplied(by: w, adding: x[1] * scalar[1])
      let v = rho.multiplied(by: x[2], adding: rest * g * g).withoutSubnormals
      let m = centered ? rho.multiplied(by: x[3], adding: rest * g).withoutSubnormals : nil
      // Rounding may bring it below 0.
      let variance = m.map { (v - $0 * $0).maximum(ElementwiseValue(0)) } ?? v
      let quotient = g / (variance.squareRoot() + scalar[5])
      let u = momentum ? scalar[6].multiplied(by: x[x.count - 1], adding: quotient).withoutSubnormals : nil
      return [w - scalar[0] * (u ?? quotient), v] + [m, u].compactMap(\.self)
    }
  }
}
