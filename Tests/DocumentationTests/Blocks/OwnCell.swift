import Recurrent

// The cells of OwnCell.md.

struct MGU: Module {
  let hiddenSize: Int
  let input: Dense
  let gate: Dense
  let candidate: Dense

  static let reset = ElementwiseFunction { fx, fh, h in (fx + fh).sigmoid() * h }
  static let blend = ElementwiseFunction(operands: 5) { x in
    let (f, n, h) = ((x[0] + x[1]).sigmoid(), (x[2] + x[3]).tanh(), x[4])
    return h + f * (n - h)
  }

  init(inputSize: Int, hiddenSize: Int) {
    self.hiddenSize = hiddenSize
    input = Dense(inputSize: inputSize, outputSize: 2 * hiddenSize)
    gate = Dense(inputSize: hiddenSize, outputSize: hiddenSize, bias: false)
    candidate = Dense(inputSize: hiddenSize, outputSize: hiddenSize, bias: false)
  }

  /// `[batch, time, inputSize]` to `[batch, time, hiddenSize]`.
  func callAsFunction(_ x: Tensor) -> Tensor {
    var h = Tensor.zeros([x.shape[0], hiddenSize])
    let steps = input(x).unstacked(axis: 1).map { step in
      let (fx, nx) = (step.slice(0..<hiddenSize, axis: 1), step.slice(hiddenSize..<(2 * hiddenSize), axis: 1))
      let fh = gate(h)
      h = Self.blend(fx, fh, nx, candidate(Self.reset(fx, fh, h)), h)
      return h
    }
    return Tensor(stacking: steps, axis: 1)
  }
}

struct MinGRU: Module {
  let update: Dense
  let candidate: Dense

  static let blend = ElementwiseFunction { z, n, h in h + z.sigmoid() * (n - h) }

  init(inputSize: Int, hiddenSize: Int) {
    update = Dense(inputSize: inputSize, outputSize: hiddenSize)
    candidate = Dense(inputSize: inputSize, outputSize: hiddenSize)
  }

  /// `[batch, time, inputSize]` to `[batch, time, hiddenSize]`.
  func callAsFunction(_ x: Tensor) -> Tensor {
    var h = Tensor.zeros([x.shape[0], update.outputSize])
    let steps = zip(update(x).unstacked(axis: 1), candidate(x).unstacked(axis: 1)).map { z, n in
      h = Self.blend(z, n, h)
      return h
    }
    return Tensor(stacking: steps, axis: 1)
  }
}

struct TwoLayers: Module {
  let first: MinGRU
  let second: MinGRU
  let output: Dense

  init(inputSize: Int, hiddenSize: Int) {
    first = MinGRU(inputSize: inputSize, hiddenSize: hiddenSize)
    second = MinGRU(inputSize: hiddenSize, hiddenSize: hiddenSize)
    output = Dense(inputSize: hiddenSize, outputSize: 1)
  }

  /// A number for each sequence.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let states = second(first(x))
    return output(states.step(states.shape[1] - 1))
  }
}

func rounded(_ x: Tensor) -> Tensor {
  Tensor.custom((x + 0.5).floor(), operands: [x]) { gradient in [gradient] }
}

func gaussianLoss(mean: Tensor, logDeviation: Tensor, targets: Tensor) -> Tensor {
  let z = (targets - mean) / logDeviation.exp()
  return (0.5 * z.squared() + logDeviation).mean()
}

/// The loop of OwnCell.md.
func trainTwoLayers(_ batches: [(x: Tensor, y: Tensor)]) throws -> TwoLayers {
  let model = TwoLayers(inputSize: 2, hiddenSize: 64)
  let optimizer = Adam(ParameterStore(model), learningRate: 0.005)
  for batch in batches {
    try optimizer.parameters.withGradients { meanSquaredError(model(batch.x), targets: batch.y) }
    try optimizer.step(clippingNorm: 1)
  }
  return model
}
