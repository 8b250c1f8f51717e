import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// Each task, stopped after each of its steps and gone on with: the folder is that of a training never stopped, byte for
/// byte.
@Suite struct ResumptionTests {
  private let folder = try! TemporaryFolder()

  private func training(
    _ task: SmallTraining.Task, _ recipe: TrainingRecipe = SmallTraining.recipe, into path: String
  ) throws -> SmallTraining.Training {
    try SmallTraining(task, in: folder)(recipe, into: path)
  }

  private func files(_ path: String) throws -> [String: Data] { try SmallTraining.files(path) }

  private struct Killed: Error {}

  /// Stops at the n-th event, steps and epochs together; of a training that is over before, nothing is stopped.
  private func stop(at event: Int, _ stop: @escaping () throws -> TrainingDecision) -> (TrainingEvent) throws
    -> TrainingDecision
  {
    var events = 0
    return { _ in
      events += 1
      return events == event ? try stop() : .goOn
    }
  }

  @Test(arguments: SmallTraining.Task.allCases)
  func aTrainingThatGoesOnIsTheSame(_ task: SmallTraining.Task) throws {
    let whole = folder.path("whole")
    var events = 0
    _ = try withCompute(Compute(threads: 1)) {
      try training(task, into: whole)(nil) { _ in
        events += 1
        return .goOn
      }
    }
    let expected = try files(whole)
    #expect(expected.count >= 2 && events > 9)
    for event in 1...events {
      // Once asked to pause, once killed, with a checkpoint after each step and one after two.
      for kind in 0..<3 {
        let path = folder.path("\(event)-\(kind)")
        let schedule: CheckpointSchedule = kind == 2 ? .steps(2) : .steps(1)
        let first = try training(task, into: path)
        let interrupted = stop(at: event) { if kind == 0 { .pause } else { throw Killed() } }
        do {
          _ = try withCompute(Compute(threads: 2)) { try first(Checkpoints(in: path, schedule: schedule), interrupted) }
        } catch is Killed {}
        try withCompute(Compute(threads: 1 + event % 3)) {
          _ = try training(task, into: path)(Checkpoints(in: path, schedule: schedule, resumes: true)) { _ in .goOn }
        }
        #expect(try files(path) == expected, "\(task), event \(event) of \(events), kind \(kind)")
      }
    }
  }

  /// With a rate that does not follow the number of epochs, a training that was made longer is one long one.
  @Test(arguments: SmallTraining.Task.allCases)
  func aFinishedTrainingLearnsOn(_ task: SmallTraining.Task) throws {
    var recipe = SmallTraining.recipe
    recipe.schedule = .constant
    _ = try training(task, recipe, into: folder.path("whole"))(nil) { _ in .goOn }
    recipe.epochs = 2
    let path = folder.path("model")
    _ = try training(task, recipe, into: path)(Checkpoints(in: path)) { _ in .goOn }
    var notices: [String] = []
    recipe.epochs = 3
    let checkpoints = Checkpoints(in: path, resumes: true) { notices.append("\($0)") }
    _ = try training(task, recipe, into: path)(checkpoints) { _ in .goOn }
    #expect(try files(path) == files(folder.path("whole")))
    #expect(notices == ["resumed(epoch: 3, step: 0)", "otherEpochs(saved: 2, now: 3, changesRate: false)"])
  }

  @Test(arguments: SmallTraining.Task.allCases)
  func anotherTrainingIsRefusedByName(_ task: SmallTraining.Task) throws {
    let path = folder.path("model")
    _ = try training(task, into: path)(Checkpoints(in: path)) { _ in .goOn }
    var other = SmallTraining.recipe
    (other.batchSize, other.seed) = (9, 2)
    let mismatch = #expect(throws: CheckpointMismatch.self) {
      _ = try training(task, other, into: path)(Checkpoints(in: path, resumes: true)) { _ in .goOn }
    }
    #expect(mismatch?.differences.map(\.name) == ["batch", "seed"])
    #expect(mismatch?.differences.map(\.saved) == ["8", "1"])
  }

  /// The rate of a training that grew follows the new number of epochs, and does not rise again.
  @Test func theWarmUpIsNotRepeated() throws {
    var recipe = SmallTraining.recipe
    recipe.epochs = 2
    let path = folder.path("model")
    _ = try training(.tagger, recipe, into: path)(Checkpoints(in: path)) { _ in .goOn }
    recipe.epochs = 200
    var rates: [Float] = []
    _ = try training(.tagger, recipe, into: path)(Checkpoints(in: path, resumes: true)) { event in
      guard case .epoch(let report, _, _) = event else { return .goOn }
      rates.append(report.learningRate)
      return rates.count == 40 ? .stop : .goOn
    }
    // Epochs 3 to 20 lie in the first tenth.
    #expect(rates.prefix(18).allSatisfy { $0 == 0.01 })
    #expect(rates[39] < 0.01 && rates[39] > 0.009)
  }
}
