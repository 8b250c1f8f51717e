import RecurrentLayers

/// What the learning rate is multiplied by as training goes on.
///
/// ```swift
/// trainer.schedules = [.steps(.warmUp(over: 500)), .epochs(.exponential(factor: 0.9, after: 10))]
/// ```
/// Several multiply.
public enum LearningRateSchedule: Sendable, Codable, Equatable {
  /// The curve moves on after each step.
  case steps(LearningRateCurve)
  /// The curve moves on after each epoch.
  case epochs(LearningRateCurve)
  /// The curve goes over the whole of a ``Trainer/run(_:epochs:monitor:callbacks:checkpoints:)``, however many steps that takes: t
  /// counts its thousandths, and moves on after each step.
  case run(LearningRateCurve)

  private enum StepsCodingKeys: String, CodingKey { case _0 = "curve" }
  private enum EpochsCodingKeys: String, CodingKey { case _0 = "curve" }
  private enum RunCodingKeys: String, CodingKey { case _0 = "curve" }

  /// - Parameter share: of the run that is done, 0...1.
  func factor(steps: Int, epochs: Int, share: Double) -> Double {
    switch self {
    case .steps(let curve): curve.factor(at: steps)
    case .epochs(let curve): curve.factor(at: epochs)
    case .run(let curve): curve.factor(at: Int(1000 * share))
    }
  }
}
