import RecurrentKernels
import RecurrentLayers

/// Stochastic gradient descent with PyTorch's form of momentum: v = momentum v + g, w -= learningRate v; with Nesterov's
/// look-ahead w -= learningRate (g + momentum v).
///
/// ```swift
/// let optimizer = SGD(ParameterStore(model), learningRate: 0.1, momentum: 0.9)
/// try optimizer.parameters.withGradients { meanSquaredError(model(x), targets: y) }
/// try optimizer.step()
/// ```
public final class SGD: Optimizer {
  public let parameters: ParameterStore
  public var learningRate: Float
  /// Times the weight, it is added to the gradient.
  public var weightDecay: Float
  /// What stays of the velocity; 0: there is none.
  public let momentum: Float
  /// Whether momentum looks ahead.
  public let nesterov: Bool
  private var steps = 0
  /// Nil without momentum.
  private var velocity: Tensor?

  /// Options left out are PyTorch's.
  public init(
    _ parameters: ParameterStore, learningRate: Float, momentum: Float = 0, nesterov: Bool = false,
    weightDecay: Float = 0
  ) {
    checkRates(learningRate: learningRate, weightDecay: weightDecay, "SGD")
    check(momentum >= 0, "SGD", "momentum", expected: "at least 0", got: momentum)
    check(!nesterov || momentum > 0, "SGD", "momentum with nesterov", expected: "above 0", got: momentum)
    self.parameters = parameters
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
    velocity = momentum > 0 ? Tensor.zeros([parameters.block.count]) : nil
  }

  public var state: OptimizerState {
    get { OptimizerState(step: steps, buffers: velocity.map { ["velocity": $0] } ?? [:]) }
    set {
      steps = newValue.step
      if velocity != nil { velocity = newValue.buffer("velocity", count: parameters.block.count) }
    }
  }

  public func update(gradientScale: Float) {
    steps += 1
    // Where only its gradient moves a weight, rows of a table without one stay as they are.
    let isPlain = velocity == nil && weightDecay == 0
    let places = isPlain ? parameters.gradientPlaces : GradientPlaces(everythingOf: 0..<parameters.block.count)
    parameters.update { weights in
      let compute = Compute.current
      for range in places.ranges {
        let first = range.lowerBound
        var call = KernelCall.SGD(
          count: range.count, learningRate: learningRate, weights: weights + first, velocity: velocity?.uniqueFloats(),
          gradient: parameters.gradients + first)
        (call.momentum, call.isNesterov) = (momentum, nesterov)
        (call.weightDecay, call.gradientScale) = (weightDecay, gradientScale)
        compute.run("SGD", .sgd(call))
      }
      for (table, rows) in places.tables {
        let descent = table.gradientRows(rows).scaled(by: -learningRate * gradientScale)
        rows.withUnsafeBufferPointer { rows in
          guard let indices = rows.baseAddress else { return }
          compute.run(
            "SGD",
            .scatterAddRows(
              .init(
                table: weights + table.offset, tableRows: table.shape[0], width: descent.width, indices: indices,
                count: rows.count, rows: descent.floats)))
        }
      }
    }
  }
}
