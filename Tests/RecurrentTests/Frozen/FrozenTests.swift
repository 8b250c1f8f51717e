import Recurrent
import Synchronization
import Testing

/// A model with all that may change under a predictor: dropout, a state, plans and packed weights.
struct FrozenSample: FittableModule {
  let lstm: LSTM
  let dropout = Dropout(0.5)
  let output: Dense

  init(isStateful: Bool = false) {
    lstm = seeded { LSTM(inputSize: 3, hiddenSize: 8, layers: 2, direction: .forward, isStateful: isStateful) }
    output = seeded(2) { Dense(inputSize: 8, outputSize: 2) }
  }

  func callAsFunction(_ x: Tensor, lengths: [Int]?) -> Tensor { output(dropout(lstm(x, lengths: lengths).last)) }
}

private final class Flag: Sendable {
  let isOver = Atomic(false)
}

@Suite struct FrozenTests {
  private let x = Tensor.test([4, 6, 3])
  private let y = Tensor.test([4, 2], seed: 5)

  private func trainer(_ model: some Module) -> Trainer {
    Trainer(Adam(ParameterStore(model), learningRate: 0.1), seed: 1)
  }

  @Test func itStaysAsItWas() throws {
    let model = FrozenSample()
    let first = model.frozen()
    let trainer = trainer(model)
    var history: [(frozen: Frozen<FrozenSample>, output: Tensor)] = [(first, try model.predict(x))]
    for _ in 0..<3 {
      try model.fit(x, y, trainer: trainer, loss: .meanSquaredError, epochs: 2, verbose: false)
      history.append((model.frozen(), try model.predict(x)))
      #expect(history[history.count - 1].output.distance(to: history[history.count - 2].output) > 0.01)
    }
    for (frozen, output) in history {
      #expect(try frozen.predict(x) == output)
      #expect(frozen { $0(x, lengths: nil) } == output)
    }
  }

  /// Freezing shares the memory; a step of training then leaves it to the frozen model, and takes it back when that is
  /// gone.
  @Test func nothingIsCopiedBeforeTraining() throws {
    let model = FrozenSample()
    let store = ParameterStore(model)
    func place() -> UnsafePointer<Float>? { model.output.weight.value.withUnsafeScalars { $0.baseAddress } }
    let before = place()
    var frozen: Frozen? = model.frozen()
    #expect(frozen?({ $0.output.weight.value.withUnsafeScalars { $0.baseAddress } }) == before)
    store.values = store.values * 2
    #expect(place() != before)
    frozen = nil
    let after = place()
    store.values = store.values * 2
    #expect(place() == after)
  }

  /// What the tasks see is bit for bit what one task alone sees, while the original trains on.
  @Test func eightTasksAtOnce() async throws {
    let model = FrozenSample(isStateful: true)
    let frozen = model.frozen()
    let samples = (0..<8).map { Tensor.test([1 + $0, 5 + $0 % 3, 3], seed: UInt64($0)) }
    let alone = try samples.map { try frozen.predict($0) }
    let training = Flag()
    let steps = await withTaskGroup(of: Int.self) { group in
      for (x, expected) in zip(samples, alone) {
        group.addTask { [training] in
          var steps = 0
          repeat {
            #expect((try? frozen.predict(x)) == expected)
            steps += 1
          } while !training.isOver.load(ordering: .acquiring)
          return steps
        }
      }
      let trainer = trainer(model)
      for _ in 0..<10 {
        #expect(throws: Never.self) {
          try model.fit(x, y, trainer: trainer, loss: .meanSquaredError, epochs: 3, verbose: false)
        }
      }
      training.isOver.store(true, ordering: .releasing)
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(steps.count == 8 && steps.allSatisfy { $0 >= 1 })
    #expect(model.lstm.state?.batch == 4)
  }

  @Test func eightTasksWithOneSequential() async throws {
    let model = Sequential(
      [.masking(), .lstm(8, returnSequences: true), .gru(8), .dropout(0.5), .dense(2)], inputShape: [nil, 3])
    model.compile(optimizer: .adam, loss: .meanSquaredError)
    let frozen = model.frozen()
    let expected = try model.predict(x)
    let x = x
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<20 { #expect((try? frozen.predict(x)) == expected) } }
      }
      #expect(throws: Never.self) { try model.fit(x, y, epochs: 10, verbose: false) }
    }
    #expect(try model.predict(x).distance(to: expected) > 0.01)
  }

  @Test func streamsKeepTheirWeights() throws {
    let model = (embedding: seeded { Embedding(count: 5, size: 3) }, sample: FrozenSample())
    struct Tokens: Module { let embedding: Embedding, norm = LayerNorm(size: 8), sample: FrozenSample }
    let tokens = Tokens(embedding: model.embedding, sample: model.sample)
    func layers(_ model: Tokens) -> [StreamLayer] {
      [
        .embedding(model.embedding), .recurrent(model.sample.lstm), .each(model.norm) { model.norm($0) },
        .dense(model.sample.output),
      ]
    }
    let frozen = tokens.frozen()
    let (stream, group) = frozen { (RecurrentStream(layers($0)), StreamGroup(layers($0))) }
    let live = RecurrentStream(layers(tokens))
    let members = (0..<9).map { _ in group.open() }
    func first(_ stream: RecurrentStream) throws -> Tensor {
      var state = stream.initialState()
      return try stream.step(token: 3, state: &state)
    }
    let before = try first(live)
    for parameter in tokens.parameters { parameter.value = parameter.value * 1.5 + 0.1 }
    #expect(try first(stream) == before)
    #expect(try first(live).distance(to: before) > 0.01)
    let together = try group.step(members, tokens: [Int32](repeating: 3, count: 9))
    // Other kernels may serve single steps: a few units in the last place.
    for row in 0..<9 { #expect(together.slice(row..<(row + 1), axis: 0).distance(to: before) < 1e-6) }
  }

  /// A teacher within a student's training: no dropout, and constants to gradients.
  @Test func itIsAConstantToGradients() throws {
    let (teacher, student) = (FrozenSample(), seeded(9) { Dense(inputSize: 3, outputSize: 3) })
    let store = ParameterStore(student)
    let teaching = ParameterStore(teacher)
    let frozen = teacher.frozen()
    let output = frozen { $0(x, lengths: nil) }
    let loss = try store.withGradients {
      let taught = frozen { $0(student(x), lengths: nil) }
      #expect(taught == frozen { $0(student(x), lengths: nil) })
      return taught.sum() * 0 + meanSquaredError(student(x), targets: x)
    }
    #expect(loss > 0 && frozen { $0(x, lengths: nil) } == output)
    try store.withGradients { frozen { $0(student(x), lengths: nil) }.sum() + student.weight.value.sum() }
    #expect(student.weight.gradient == Tensor.ones([3, 3]))
    #expect(teaching.gradientNorm() == 0)
  }

  @Test func statesStartFromZeros() {
    let model = FrozenSample(isStateful: true)
    _ = model(x, lengths: nil)
    let carried = model.lstm.state
    let frozen = model.frozen()
    let first = frozen { $0(x, lengths: nil) }
    #expect(frozen { $0(x, lengths: nil) } == first)
    #expect(model.lstm.state?.hidden == carried?.hidden)
    #expect(model(x, lengths: nil).distance(to: first) > 1e-3)
  }
}

@Suite struct FrozenMistakeTests {
  private func expect(_ result: ExitTest.Result?, says message: String) throws {
    let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(said.contains(message), "\(said)")
  }

  @Test func changingAFrozenModel() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Dense(inputSize: 1, outputSize: 1).frozen()({ $0.weight.value = Tensor([[1]]) })
    }
    try expect(result, says: "Parameter weight: change of the value: expected none in a frozen model, got one")
  }

  @Test func trainingAFrozenModel() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dense = Dense(inputSize: 1, outputSize: 1)
      let store = ParameterStore(dense)
      _ = try dense.frozen()({ dense in try store.withGradients { dense(Tensor([1])).sum() } })
    }
    try expect(result, says: "ParameterStore.withGradients: parameters: expected their own values, got frozen ones")
  }

  @Test func freezingWhatIsNotMade() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Sequential([.dense(1)]).frozen()
    }
    try expect(result, says: "Sequential.frozen: inputShape: expected to be given, or known from data, got neither")
  }
}
