import RecurrentLayers
import RecurrentTraining

/// Carries out ``TrainingRecipe/Schedule/cosine``, by the share of the training that is done.
final class CosineSchedule: Callback {
  private let highest: Float
  /// Over thousandths of the training: how many steps it will take is not known beforehand.
  private let curve = LearningRateCurve.warmUp(over: 100, then: .cosine(over: 900))

  init(highest: Float) { self.highest = highest }

  func begin(_ run: TrainingRun) { set(0, in: run) }

  func observe(_ event: TrainingEvent, in run: TrainingRun) -> TrainingDecision {
    if case .step(let progress, _) = event {
      let epochs = Double(progress.epoch - 1) + Double(progress.batchesDone) / Double(max(1, progress.batchCount))
      set(epochs / Double(run.lastEpoch), in: run)
    }
    return .goOn
  }

  private func set(_ share: Double, in run: TrainingRun) {
    run.trainer.learningRate = highest * Float(curve.factor(at: Int(1000 * share)))
  }
}
