import RecurrentLayers

/// What training tells its callbacks while it goes on.
public enum TrainingEvent: Sendable {
  /// The weights have changed once more. `secondsLeft` is an estimate for all epochs.
  case step(TrainingProgress, secondsLeft: Double)
  /// An epoch has ended, and was measured. The model is as it left it.
  case epoch(EpochReport, isBest: Bool, TrainingSpeed)
}

/// What an observer wants of the training it watches.
public enum TrainingDecision: Sendable {
  /// Go on.
  case goOn
  /// End now, and keep what was learned. A run that is gone on with from its checkpoint stays ended.
  case stop
  /// End now, to be gone on with later: a checkpoint is saved first, where there are any.
  case pause
}

/// How fast training was.
public struct TrainingSpeed: Equatable, Sendable {
  /// Tokens or examples learned from in a second, validation not counted. nil where no epoch was complete.
  public var perSecond: Double?
  /// All the time it took.
  public var seconds: Double
}
