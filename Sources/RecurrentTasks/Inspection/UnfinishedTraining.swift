import RecurrentFormats
import RecurrentTraining

/// A training that was stopped, by its last checkpoint.
public struct UnfinishedTraining: Sendable {
  /// Of the network and the training, under the names of their options.
  public let options: [TrainingCondition]
  /// Every epoch that was run to its end.
  public var epochs: [EpochReport] { history.epochs }
  let history: History
  /// The type of what learned: `LanguageModel`.
  public var modelType: String? { options.first { $0.name == "model" }?.value }
  /// The course of the steps.
  public let trace: StepTrace
  /// The number of epochs that were wanted.
  public let lastEpoch: Int
  /// The steps taken of the epoch that is not complete.
  public let stepsOfEpoch: Int

  /// nil: there is no checkpoint.
  ///
  /// - Parameter path: the model's folder.
  /// - Throws: `CheckpointError` where no checkpoint is whole.
  public init?(contentsOf path: String) throws {
    guard let saved = try CheckpointFolder(in: path).load(Saved.self) else { return nil }
    options = saved.conditions.filter { $0.role == .option }
    (history, trace, lastEpoch) = (saved.history, saved.trace, saved.lastEpoch)
    stepsOfEpoch = saved.place?.progress.batchesDone ?? 0
  }

  private struct Saved: Decodable {
    let conditions: [TrainingCondition]
    let history: History
    let trace: StepTrace
    let lastEpoch: Int
    let place: Place?

    struct Place: Decodable { let progress: TrainingProgress }
  }
}
