import Recurrent

extension LayersCase {
  func measure(_ stopwatch: Stopwatch) throws -> BenchFigures {
    let layer = RecurrentLayer(
      cell: cell, inputSize: inputSize, hiddenSize: hiddenSize, layers: layers,
      direction: isBidirectional ? .bidirectional : .forward)
    var generator = RandomGenerator(seed: 1)
    let x = Tensor.normal([batch, steps, inputSize], using: &generator)
    var figures = BenchFigures()
    if isStreaming {
      let seconds = try stream(layer, x, stopwatch)
      figures.forwardSeconds = seconds
      figures.nanosecondsPerStep = seconds * 1e9
    } else {
      figures.forwardSeconds = stopwatch.medianSeconds { _ = layer(x) }
    }
    if trains, Compute.current.precision?.hasGradients ?? true {
      let parameters = ParameterStore(layer)
      let dOutput = Tensor.normal([batch, steps, layer.outputSize], using: &generator)
      figures.forwardBackwardSeconds = stopwatch.medianSeconds {
        parameters.clearGradients()
        _ = gradients(at: [x], outputGradient: dOutput) { layer($0[0]).output }
      }
    }
    return figures
  }

  /// From and to plain memory, as an audio callback would: a `Tensor` for the result costs some 30 ns.
  private func stream(_ layer: RecurrentLayer, _ x: Tensor, _ stopwatch: Stopwatch) throws -> Double {
    let stream = layer.makeStream()
    var state = layer.initialState()
    var output = [Float](repeating: 0, count: layer.outputSize)
    let x = x.scalars
    return try stopwatch.medianSeconds {
      var target = output.mutableSpan
      try stream.step(x.span, into: &target, state: &state)
    }
  }
}
