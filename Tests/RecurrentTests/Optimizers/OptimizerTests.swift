import Recurrent
import Testing

@Suite struct OptimizerTests {
  /// One weight of 2 whose gradient is always 3.
  private func problem() throws -> (Parameter, ParameterStore) {
    let weight = Parameter(name: "weight", shape: [1], initializer: .constant(2))
    let store = ParameterStore([NamedParameter(name: "weight", parameter: weight)])
    try store.withGradients { (weight.value * 3).sum() }
    return (weight, store)
  }

  @Test func descentByHand() throws {
    let (weight, store) = try problem()
    let optimizer = SGD(store, learningRate: 0.5)
    try optimizer.step()
    #expect(weight.value.item == 2 - 0.5 * 3)
    optimizer.learningRate = 0.25
    try optimizer.step()
    #expect(weight.value.item == 0.5 - 0.25 * 3)
  }

  @Test func momentumByHand() throws {
    let (weight, store) = try problem()
    let optimizer = SGD(store, learningRate: 1, momentum: 0.5)
    // v = 3, then 4.5.
    try optimizer.step()
    try optimizer.step()
    #expect(weight.value.item == 2 - 3 - 4.5)
    let (other, otherStore) = try problem()
    try SGD(otherStore, learningRate: 1, momentum: 0.5, nesterov: true).step()
    #expect(other.value.item == -2.5)
  }

  @Test func adamsFirstStepIsTheLearningRate() throws {
    let (weight, store) = try problem()
    try Adam(store, learningRate: 0.1).step()
    // m / sqrt(v) is the sign at the first step; one unit in the last place of 1.9.
    #expect(abs(weight.value.item - 1.9) < 2.4e-7)
  }

  @Test func clippingScalesToTheNorm() throws {
    let (weight, store) = try problem()
    let norm = try SGD(store, learningRate: 1).step(clippingNorm: 1.5)
    #expect(norm == 3)
    // PyTorch's 1.5 / (3 + 1e-6).
    #expect(abs(weight.value.item - (2 - 1.5)) < 1e-6)
    let (free, freeStore) = try problem()
    try SGD(freeStore, learningRate: 1).step(clippingNorm: 4)
    #expect(free.value.item == -1)
  }

  /// With clipping and without.
  @Test(arguments: [OptimizerRule.sgd, .adam, .adamW, .rmsprop, .adagrad].indices, [1, nil] as [Float?])
  func anInfiniteGradientChangesNothing(_ rule: Int, clippingNorm: Float?) throws {
    let (weight, store) = try problem()
    // The loss is zero, its slope beyond the largest float.
    try store.withGradients { ((weight.value - 2) * 3e38 * 10).sum() }
    let optimizer = [OptimizerRule.sgd, .adam, .adamW, .rmsprop, .adagrad][rule].makeOptimizer(for: store)
    #expect(throws: TrainingError.nonFiniteGradient) { try optimizer.step(clippingNorm: clippingNorm) }
    #expect(weight.value.item == 2)
    #expect(optimizer.state.step == 0)
  }

  /// What cannot be meant stops the program, where it is said.
  @Test func normsAndRatesThatCannotBeMeant() async {
    func expectRefusal(_ place: String, _ result: ExitTest.Result?) {
      let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(text.contains(place), "\(text.suffix(400))")
    }
    expectRefusal(
      "Trainer: clippingNorm: expected above 0, got -1.0",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Trainer(SGD(ParameterStore(Dense(inputSize: 1, outputSize: 1)), learningRate: 1), clippingNorm: -1)
      })
    expectRefusal(
      "Trainer: clippingNorm: expected above 0, got nan",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let trainer = Trainer(SGD(ParameterStore(Dense(inputSize: 1, outputSize: 1)), learningRate: 1))
        trainer.clippingNorm = .nan
      })
    expectRefusal(
      "Optimizer.step: clippingNorm: expected above 0, got 0.0",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = try? SGD(ParameterStore(Dense(inputSize: 1, outputSize: 1)), learningRate: 1).step(clippingNorm: 0)
      })
    expectRefusal(
      "Adam: learningRate: expected at least 0, got nan",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Adam(ParameterStore(Dense(inputSize: 1, outputSize: 1)), learningRate: .nan)
      })
    expectRefusal(
      "SGD: weightDecay: expected at least 0, got -0.1",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = SGD(ParameterStore(Dense(inputSize: 1, outputSize: 1)), learningRate: 1, weightDecay: -0.1)
      })
  }

  @Test(arguments: [true, false])
  func aRestoredStateGoesOnAlike(_ usesAdam: Bool) throws {
    func makeOptimizer(_ store: ParameterStore) -> any Optimizer {
      usesAdam ? Adam(store, learningRate: 0.1) : SGD(store, learningRate: 0.1, momentum: 0.9)
    }
    let (weight, store) = try problem()
    let optimizer = makeOptimizer(store)
    for _ in 0..<3 { try optimizer.step() }
    let (saved, state) = (store.values, optimizer.state)
    try optimizer.step()
    let expected = weight.value
    store.values = saved
    let resumed = makeOptimizer(store)
    resumed.state = state
    try resumed.step()
    #expect(weight.value == expected)
    #expect(resumed.state == optimizer.state)
  }
}
