import RecurrentLayers

/// Ends a run that diverges without an error, with the weights of its best epoch, or, in the first, those it began with.
/// Without it a divergence throws ``TrainingDivergence``.
public final class TerminateOnNaN: Callback {
  /// Where the last run diverged; nil: it did not.
  public private(set) var divergence: TrainingDivergence?

  /// It has no options.
  public init() {}

  public func begin(_ run: TrainingRun) { divergence = nil }

  public func endsQuietly(after divergence: TrainingDivergence) -> Bool {
    self.divergence = divergence
    return true
  }
}
