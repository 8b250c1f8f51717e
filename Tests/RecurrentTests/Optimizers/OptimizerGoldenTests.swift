import Recurrent
import Testing

/// Optimisers and schedules step for step beside PyTorch's. `Golden/generate_optimizers.py` makes the numbers.
@Suite struct OptimizerGoldenTests {
  struct Golden: Decodable {
    let start: [Float]
    let slopes: [[Float]]
    let optimizers: [String: [[Float]]]
    let schedules: [String: [Double]]
  }

  static let golden: Golden = goldenFile("optimizers")

  private static let optimizers: [String: @Sendable (ParameterStore) -> any Optimizer] = [
    "sgd": { SGD($0, learningRate: 0.1) },
    "sgd momentum": { SGD($0, learningRate: 0.1, momentum: 0.9, weightDecay: 0.05) },
    "sgd nesterov": { SGD($0, learningRate: 0.1, momentum: 0.9, nesterov: true) },
    "adam": { Adam($0, learningRate: 0.1) },
    "adamw": { Adam($0, learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1) },
    "rmsprop": { RMSprop($0, learningRate: 0.1) },
    "rmsprop momentum": { RMSprop($0, learningRate: 0.1, rho: 0.9, momentum: 0.5, weightDecay: 0.05) },
    "rmsprop centered": { RMSprop($0, learningRate: 0.1, rho: 0.9, centered: true, epsilon: 1e-3) },
    "adagrad": { Adagrad($0, learningRate: 0.1) },
    "adagrad initial": { Adagrad($0, learningRate: 0.1, initialAccumulator: 0.1, epsilon: 1e-7, weightDecay: 0.05) },
  ]

  private func makeStore() -> (Parameter, ParameterStore) {
    let weight = Parameter(name: "weight", shape: [4], initializer: .zeros)
    weight.value = Tensor(Self.golden.start)
    return (weight, ParameterStore([NamedParameter(name: "weight", parameter: weight)]))
  }

  @Test(arguments: golden.optimizers.keys.sorted())
  func stepsAsPyTorchDoes(_ name: String) throws {
    let (weight, store) = makeStore()
    let make = try #require(Self.optimizers[name])
    let optimizer = make(store)
    for (slopes, expected) in zip(Self.golden.slopes, try #require(Self.golden.optimizers[name])) {
      try store.withGradients { (weight.value * Tensor(slopes)).sum() }
      try optimizer.step()
      // A few roundings a step of numbers up to 2, each at most 1.2e-7.
      #expect(weight.value.distance(to: Tensor(expected)) < 2e-6)
    }
  }

  /// Saved after two steps, another optimiser goes on alike, bit for bit.
  @Test(arguments: golden.optimizers.keys.sorted())
  func aRestoredStateGoesOnAlike(_ name: String) throws {
    let make = try #require(Self.optimizers[name])
    let (weight, store) = makeStore()
    func step(_ optimizer: any Optimizer, _ slopes: [Float]) throws {
      try store.withGradients { (weight.value * Tensor(slopes)).sum() }
      try optimizer.step()
    }
    let optimizer = make(store)
    for slopes in Self.golden.slopes.prefix(2) { try step(optimizer, slopes) }
    let (values, state) = (store.values, optimizer.state)
    try step(optimizer, Self.golden.slopes[2])
    let expected = weight.value
    store.values = values
    let resumed = make(store)
    resumed.state = state
    try step(resumed, Self.golden.slopes[2])
    #expect(weight.value == expected)
    #expect(resumed.state == optimizer.state)
  }

  @Test(arguments: golden.schedules.keys.sorted())
  func schedulesAsPyTorchDoes(_ name: String) throws {
    let curves: [String: LearningRateCurve] = [
      "staircase": .staircase(every: 3, factor: 0.5),
      "exponential": .exponential(factor: 0.9),
      "cosine": .cosine(over: 8, floor: 0.1),
      "linear": .linear(from: 0.25, to: 1, over: 4),
      "sequence": .sequence(.linear(from: 0.25, to: 1, over: 3), for: 4, then: .cosine(over: 5)),
    ]
    let curve = try #require(curves[name])
    for (t, factor) in try #require(Self.golden.schedules[name]).enumerated() {
      // Factors given in single precision.
      #expect(abs(curve.factor(at: t) - factor) < 1e-7)
    }
  }

  @Test func warmingUp() {
    let curve = LearningRateCurve.warmUp(over: 4, then: .staircase(every: 1, factor: 0.5))
    #expect((0..<7).map(curve.factor) == [0.25, 0.5, 0.75, 1, 1, 0.5, 0.25])
    #expect((0..<3).map(LearningRateCurve.warmUp(over: 1).factor) == [1, 1, 1])
    #expect((0..<4).map(LearningRateCurve.exponential(factor: 0.5, after: 1).factor) == [1, 1, 0.5, 0.25])
  }

  /// By steps and by epochs at once, and from a rate that a callback has lowered.
  @Test func schedulesMultiply() throws {
    let (weight, store) = makeStore()
    let trainer = Trainer(
      SGD(store, learningRate: 0.8), schedules: [.steps(.warmUp(over: 2)), .epochs(.staircase(every: 1, factor: 0.5))])
    var rates: [Float] = []
    for _ in 0..<3 {
      try trainer.runEpoch(0..<2) { _ in
        rates.append(trainer.optimizer.learningRate)
        return weight.value.sum()
      }
    }
    #expect(rates == [0.4, 0.8, 0.4, 0.4, 0.2, 0.2])
    trainer.learningRate = 0.08
    #expect(abs(trainer.optimizer.learningRate - 0.01) < 1e-8)
  }
}
