import Recurrent
import RecurrentKernels
import Testing

@testable import RecurrentTraining

@Suite struct RankTests {
  @Test(arguments: 1...6)
  func oneRanksBytesReachAll(_ size: Int) throws {
    for root in 0..<size {
      let results = LocalCommunicator.run(ranks: size, timeout: 20) { ranks in
        var bytes = [UInt8](repeating: UInt8(ranks.rank), count: 3)
        try bytes.withUnsafeMutableBytes { try ranks.broadcast($0, from: root) }
        try ranks.barrier()
        return (bytes, try ranks.gatherEverywhere([UInt8](repeating: 7, count: ranks.rank)))
      }
      for result in results {
        let (bytes, all) = try result.get()
        #expect(bytes == [UInt8](repeating: UInt8(root), count: 3))
        #expect(all.map(\.count) == Array(0..<size))
      }
    }
  }

  @Test func whoIsSilentIsNamed() throws {
    let results = LocalCommunicator.run(ranks: 3, timeout: 0.2) { ranks in
      if ranks.rank == 2 { return }
      try ranks.barrier()
    }
    #expect(throws: RankError.silent(rank: 2, seconds: 0.2)) { try results[0].get() }
    // It waits for the first, which has given up.
    #expect(throws: RankError.silent(rank: 0, seconds: 0.2)) { try results[1].get() }
  }

  /// Layers of every kind that learn, tables that are shared, parameters that one batch does not use: their gradients are
  /// final before the pass is over, and the same as of one rank.
  @Test func gradientsTravelWhileThePassGoesOn() throws {
    struct Model: Module {
      let embedding = Embedding(count: 30, size: 8)
      let other = Embedding(count: 7, size: 8)
      let rnn = LSTM(inputSize: 8, hiddenSize: 8, layers: 2, direction: .bidirectional, dropout: 0.3)
      let norm = LayerNorm(size: 16)
      let middle = Dense(inputSize: 16, outputSize: 8)
      let scale = PReLU(shape: [8])
      let unused = Dense(inputSize: 8, outputSize: 3)
      let output: Dense

      init() { output = Dense(weight: embedding.weight) }
    }
    @Sendable func weights(shards: Int) throws -> Tensor {
      let model = seeded { Model() }
      let trainer = Trainer(SGD(ParameterStore(model), learningRate: 0.5, momentum: 0.9), clippingNorm: 1, seed: 4)
      trainer.shards = shards
      let tokens = IndexTensor(shape: [7, 5], scalars: (0..<35).map { Int32($0 * 11 % 30) })
      for _ in 0..<3 {
        try trainer.step(rows: 7) { shard in
          let part = tokens.rows(shard.rows)
          var x = model.embedding(part)
          // Only some shards look into this table.
          if shard.rows.contains(2) {
            x = x + model.other(IndexTensor(shape: part.shape, scalars: part.scalars.map { $0 % 7 }))
          }
          let features = model.scale(model.middle(model.norm(model.rnn(x).output)))
          return ShardLoss(
            loss: model.output.softmaxCrossEntropy(of: features, targets: part), weight: Double(part.count))
        }
      }
      return trainer.optimizer.parameters.values
    }
    for shards in [2, 4, 9] {
      let expected = try weights(shards: shards)
      for ranks in 2...min(4, shards) {
        for result in LocalCommunicator.run(ranks: ranks, timeout: 20, { _ in try weights(shards: shards) }) {
          #expect(try result.get() == expected, "\(shards) shards on \(ranks) ranks")
        }
      }
    }
  }

  /// The whole is the mean of its parts.
  @Test func shardsAreGradientAccumulation() throws {
    func weights(shards: Int?) throws -> Tensor {
      let model = seeded { Dense(inputSize: 3, outputSize: 2) }
      let trainer = Trainer(SGD(ParameterStore(model), learningRate: 0.1))
      trainer.shards = shards
      let (x, y) = (Tensor.test([5, 3]), Tensor.test([5, 2]))
      try trainer.step(rows: 5) { shard in
        ShardLoss(
          loss: meanSquaredError(model(x.slice(shard.rows, axis: 0)), targets: y.slice(shard.rows, axis: 0)),
          weight: Double(shard.rows.count))
      }
      return trainer.optimizer.parameters.values
    }
    let whole = try weights(shards: nil)
    let cut = try weights(shards: 3)
    // Two roundings of numbers below 1.
    for (a, b) in zip(whole.scalars, cut.scalars) { #expect(abs(a - b) < 1e-6) }
  }

  /// Another build may have kernels of the same name and of other bits.
  @Test func kernelsOfOtherBitsAreRefused() throws {
    struct Alias: KernelBackend {
      let kernels: any KernelBackend
      let name = "kernels"
      let summary = "of one name"
      func makePlan(for descriptor: RecurrentDescriptor) throws(KernelError) -> any RecurrentPlan {
        try kernels.makePlan(for: descriptor)
      }
      func run(_ call: KernelCall, threads: Int) throws(KernelError) { try kernels.run(call, threads: threads) }
      func makeStepper(of product: KernelCall.Gemm, threads: Int) throws(KernelError) -> any KernelStepper {
        try kernels.makeStepper(of: product, threads: threads)
      }
    }
    struct Model: FittableModule {
      let dense = Dense(inputSize: 2, outputSize: 1)
      func callAsFunction(_ x: Tensor, lengths: [Int]?) -> Tensor { dense(x) }
    }
    @Sendable func train(_ kernels: String) throws {
      try withCompute(Compute(backend: Alias(kernels: Kernels.backend(named: kernels)), threads: 1)) {
        let model = seeded { Model() }
        let trainer = Trainer(SGD(ParameterStore(model), learningRate: 0.1))
        trainer.shards = 2
        _ = try model.fit(Tensor.zeros([2, 2]), Tensor.zeros([2, 1]), trainer: trainer, loss: .meanSquaredError)
      }
    }
    for other in ["native", "reference"] {
      let results = LocalCommunicator.run(ranks: 2, timeout: 20) { ranks in
        try train(ranks.rank == 0 ? "native" : other)
      }
      for result in results where other == "native" { try result.get() }
      for result in results where other != "native" {
        #expect(throws: RankError.differs(rank: 1, what: "kernels")) { try result.get() }
      }
    }
  }

  @Test func aLossThatIsNoNumberEndsAllRanks() throws {
    let results = LocalCommunicator.run(ranks: 2, timeout: 20) { _ in
      let model = seeded { Dense(inputSize: 1, outputSize: 1) }
      let trainer = Trainer(SGD(ParameterStore(model), learningRate: 0.1))
      trainer.shards = 2
      let x = Tensor(shape: [2, 1], scalars: [1, .infinity])
      try trainer.step(rows: 2) { shard in
        ShardLoss(
          loss: meanSquaredError(model(x.slice(shard.rows, axis: 0)), targets: Tensor.zeros([1, 1])), weight: 1)
      }
    }
    for result in results { #expect(throws: TrainingError.self) { try result.get() } }
  }
}
