import RecurrentLayers

/// Where inside its first epoch a run goes on. ``Trainer/runEpoch(_:weight:metrics:onProgress:loss:)`` takes it once the
/// order of the examples was drawn again.
struct EpochResumption {
  let progress: TrainingProgress
  /// Puts back everything as it was after the last step.
  let restore: () throws -> Void
}
