import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTraining

/// A fit that is cut into shards is the same on any number of ranks, whatever the layers and metrics remember.
@Suite struct ShardedFitTests {
  private struct Outcome: Equatable, Sendable {
    let history: History
    let weights: [Tensor]
    let log: [String]
    let saved: Int
  }

  /// Dropout of all kinds, normalisation over the batch, states that are carried on, and a metric.
  private static func fit(
    shards: Int?, stateful: Bool = false, epochs: Int = 3, checkpoints: Checkpoints? = nil,
    stop: Int = .max
  ) throws -> Outcome {
    var generator = RandomGenerator(seed: 3)
    let x = Tensor.uniform([24, 5, 2], using: &generator)
    let y = Tensor.uniform([24, 3], using: &generator)
    let model = Sequential(
      [
        .lstm(4, returnSequences: true, stateful: stateful, dropout: 0.3), .dropout(0.2), .batchNormalization(),
        .gru(3, recurrentDropout: 0.4), .dense(3),
      ], seed: 9)
    model.compile(
      optimizer: .adam(learningRate: 0.02), loss: .huber(delta: 0.5), metrics: [.meanAbsoluteError, .macroF1],
      clippingNorm: 0.5)
    var (lines, saved, steps) = ([String](), 0, 0)
    let watch = Observer { event, _ in
      if case .step = event { steps += 1 }
      return steps == stop ? .pause : .goOn
    }
    let history = try model.fit(
      x, y, batchSize: 8, epochs: epochs, validationData: (x.slice(0..<16, axis: 0), y.slice(0..<16, axis: 0)),
      callbacks: [
        CSVLog { line in lines.append(line) }, Checkpoint(monitor: nil) { _, _ in saved += 1 },
        ReduceOnPlateau(monitor: .lowest("loss"), patience: 1, minimumImprovement: 0.02), watch,
      ], checkpoints: checkpoints, shards: shards, verbose: false)
    return Outcome(
      history: history, weights: model.namedParameters.map(\.parameter.value), log: lines, saved: saved)
  }

  @Test(arguments: [false, true])
  func ranksChangeNoBit(_ stateful: Bool) throws {
    let expected = try Self.fit(shards: 3, stateful: stateful)
    for ranks in 2...3 {
      let results = LocalCommunicator.run(ranks: ranks, timeout: 30) { _ in try Self.fit(shards: 3, stateful: stateful)
      }
      for (rank, result) in results.enumerated() {
        let outcome = try result.get()
        #expect(outcome.history == expected.history && outcome.weights == expected.weights, "\(ranks) ranks")
        // The first alone writes.
        #expect(outcome.saved == (rank == 0 ? 3 : 0) && outcome.log == (rank == 0 ? expected.log : []))
      }
    }
  }

  /// The figures of a normalisation are a shard's own, and the running ones the mean of those.
  @Test func oneShardIsNoShard() throws {
    let whole = try Self.fit(shards: nil, stateful: true)
    #expect(try Self.fit(shards: 1, stateful: true) == whole)
    #expect(try Self.fit(shards: 2, stateful: true) != whole)
  }

  @Test func aStatefulFitGoesOnWithOtherRanks() throws {
    let expected = try Self.fit(shards: 4, stateful: true)
    for stop in [1, 2, 3, 5] {
      let path = try TemporaryFolder().path("model")
      let first = LocalCommunicator.run(ranks: 2, timeout: 30) { _ in
        try Self.fit(shards: 4, stateful: true, checkpoints: Checkpoints(in: path, schedule: .steps(1)), stop: stop)
      }
      for result in first { _ = try result.get() }
      let rest = LocalCommunicator.run(ranks: 3, timeout: 30) { _ in
        try Self.fit(shards: 4, stateful: true, checkpoints: Checkpoints(in: path, schedule: .steps(1), resumes: true))
      }
      for result in rest { #expect(try result.get().weights == expected.weights, "stopped after \(stop)") }
    }
  }
}
