import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks
@testable import RecurrentTraining

/// Every task, cut into shards: the same folder on any number of ranks and threads, byte for byte.
@Suite struct ShardTests {
  private static func recipe(shards: Int?, batchSize: Int = SmallTraining.recipe.batchSize) -> TrainingRecipe {
    var recipe = SmallTraining.recipe
    (recipe.epochs, recipe.shards, recipe.batchSize) = (2, shards, batchSize)
    return recipe
  }

  /// The folder that one rank's training leaves.
  private static func train(
    _ task: SmallTraining.Task, shards: Int?, batchSize: Int = SmallTraining.recipe.batchSize,
    checkpoints: Checkpoints? = nil,
    _ observer: (TrainingEvent) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> [String: Data] {
    let folder = try TemporaryFolder()
    _ = try SmallTraining(task, in: folder)(
      recipe(shards: shards, batchSize: batchSize), into: folder.path("model"))(checkpoints, observer)
    return try SmallTraining.files(folder.path("model"))
  }

  @Test(arguments: SmallTraining.Task.allCases)
  func ranksAndThreadsChangeNoBit(_ task: SmallTraining.Task) throws {
    let expected = try withCompute(Compute(threads: 1)) { try Self.train(task, shards: 5) }
    #expect(expected.count >= 2)
    let onTwoThreads = try withCompute(Compute(threads: 2)) { try Self.train(task, shards: 5) }
    #expect(onTwoThreads == expected)
    for ranks in [2, 3, 5] {
      let folders = LocalCommunicator.run(ranks: ranks) { rank in
        try withCompute(Compute(threads: 1 + rank.rank % 2)) { try Self.train(task, shards: 5) }
      }
      #expect(folders.count == ranks)
      for folder in folders { #expect(try folder.get() == expected, "\(task) on \(ranks) ranks") }
    }
    #expect(try Self.train(task, shards: nil) != expected)
  }

  /// A rank whose shards are all empty takes part in what all do.
  @Test(arguments: SmallTraining.Task.allCases) func aRankMayHaveNoRows(_ task: SmallTraining.Task) throws {
    @Sendable func train() throws -> [String: Data] {
      let checkpoints = Checkpoints(in: try TemporaryFolder().path("model"), schedule: .steps(3))
      return try Self.train(task, shards: 4, batchSize: 2, checkpoints: checkpoints)
    }
    let expected = try train()
    for folder in LocalCommunicator.run(ranks: 3, timeout: 20, { _ in try train() }) {
      #expect(try folder.get() == expected, "\(task)")
    }
  }

  @Test func ranksOfOtherLengthAreRefused() throws {
    let results = LocalCommunicator.run(ranks: 2, timeout: 20) { rank in
      let folder = try TemporaryFolder()
      var recipe = Self.recipe(shards: 2)
      recipe.epochs += rank.rank
      _ = try SmallTraining(.languageModel, in: folder)(recipe, into: folder.path("model"))(nil) { _ in .goOn }
    }
    for result in results {
      #expect(throws: RankError.differs(rank: 1, what: "last epoch")) { try result.get() }
    }
  }

  /// What is dropped, hidden and mistaken for unknown depends on the place in the batch: but for rounding the first losses
  /// are those of batches that are not cut.
  @Test(arguments: SmallTraining.Task.allCases)
  func chanceIsDrawnByPlaceInTheBatch(_ task: SmallTraining.Task) throws {
    func losses(shards: Int?) throws -> [Double] {
      var losses: [Double] = []
      _ = try Self.train(task, shards: shards) { event in
        if case .step(let progress, _) = event { losses.append(progress.loss) }
        return losses.count < 4 ? .goOn : .stop
      }
      return losses
    }
    let whole = try losses(shards: nil)
    // More shards than rows too: the last ones are empty.
    for shards in [2, 3, 11] {
      for (loss, expected) in zip(try losses(shards: shards), whole) {
        // Sums of some hundred terms in another order, carried through three steps.
        #expect(abs(loss - expected) < 2e-4 * abs(expected), "\(task), \(shards) shards: \(loss), \(expected)")
      }
    }
  }

  private struct Killed: Error {}

  /// Stopped after any of its steps on two ranks, a training goes on alone or on three.
  @Test(arguments: SmallTraining.Task.allCases)
  func aTrainingGoesOnWithOtherRanks(_ task: SmallTraining.Task) throws {
    let expected = try Self.train(task, shards: 4)
    for (event, ranks) in [(1, 1), (3, 3), (5, 4)] {
      let folder = try TemporaryFolder()
      let path = folder.path("model")
      let first = LocalCommunicator.run(ranks: 2, timeout: 20) { _ in
        var events = 0
        return try Self.train(task, shards: 4, checkpoints: Checkpoints(in: path, schedule: .steps(1))) { _ in
          events += 1
          if events == event { throw Killed() }
          return .goOn
        }
      }
      for result in first { #expect(throws: Killed.self) { try result.get() } }
      let folders = LocalCommunicator.run(ranks: ranks) { _ in
        try Self.train(task, shards: 4, checkpoints: Checkpoints(in: path, schedule: .steps(2), resumes: true))
      }
      for folder in folders { #expect(try folder.get() == expected, "\(task), event \(event), \(ranks) ranks") }
    }
  }

  @Test func theShardsOfACheckpointStay() throws {
    let path = try TemporaryFolder().path("model")
    _ = try Self.train(.forecaster, shards: 4, checkpoints: Checkpoints(in: path))
    let mismatch = #expect(throws: CheckpointMismatch.self) {
      _ = try Self.train(.forecaster, shards: 2, checkpoints: Checkpoints(in: path, resumes: true))
    }
    #expect(mismatch?.description.contains("shards was 4, is 2") == true)
  }

  /// To stop is the first rank's to decide, and the others stop with it.
  @Test func allStopWithTheFirst() throws {
    let epochs = LocalCommunicator.run(ranks: 2, timeout: 20) { rank in
      var steps = 0
      let model = try Self.train(.forecaster, shards: 2) { event in
        if case .step = event { steps += 1 }
        return rank.rank == 0 && steps == 2 ? .stop : .goOn
      }
      return (steps, model)
    }.map { try? $0.get() }
    #expect(epochs.map { $0?.0 } == [2, 2])
    #expect(epochs[0]?.1 == epochs[1]?.1)
  }

  @Test func ranksNeedShards() throws {
    for (shards, error) in [(nil, RankError.shardsNeeded(ranks: 3)), (2, .tooFewShards(2, ranks: 3))]
      as [(Int?, RankError)]
    {
      for result in LocalCommunicator.run(ranks: 3, { _ in try Self.train(.forecaster, shards: shards) }) {
        #expect(throws: error) { try result.get() }
      }
    }
  }

  @Test func ranksOfOtherDataAreRefused() throws {
    let results = LocalCommunicator.run(ranks: 2, timeout: 20) { rank in
      let folder = try TemporaryFolder()
      var recipe = Self.recipe(shards: 2)
      recipe.clip = rank.rank == 0 ? 1 : 2
      _ = try SmallTraining(.forecaster, in: folder)(recipe, into: folder.path("model"))(nil) { _ in .goOn }
    }
    for result in results {
      #expect(throws: RankError.differs(rank: 1, what: "clipping norm")) { try result.get() }
    }
  }
}
