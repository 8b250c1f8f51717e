// A cell that is not in the box: the minimal GRU (Feng et al. 2024), h' = (1 - z) h + z n, whose gates see the input alone.
// Its gradient comes of itself. It learns to add up the ones in a row of zeros and ones.
import Recurrent

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

struct Counter: Module {
  let first = MinGRU(inputSize: 1, hiddenSize: 24)
  let second = MinGRU(inputSize: 24, hiddenSize: 24)
  let output = Dense(inputSize: 24, outputSize: 1)

  func callAsFunction(_ x: Tensor) -> Tensor {
    let states = second(first(x))
    return output(states.step(states.shape[1] - 1))
  }
}

let model = Counter()
let optimizer = Adam(ParameterStore(model), learningRate: 0.005)
var random = RandomGenerator(seed: 1)
for step in 1...600 {
  let x = (Tensor.uniform([32, 10, 1], in: 0...1, using: &random) + 0.5).floor()
  let loss = try optimizer.parameters.withGradients { meanSquaredError(model(x), targets: x.sum(axes: 1)) }
  try optimizer.step(clippingNorm: 1)
  if step % 100 == 0 { print("step \(step), squared error: \(loss)") }
}
