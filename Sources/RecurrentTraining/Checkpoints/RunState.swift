import RecurrentLayers

/// All that the rest of a run depends on.
struct RunState: Codable {
  let conditions: [TrainingCondition]
  let kernels: String
  /// The number of the epoch before the run's first.
  let epochsBefore: Int
  let lastEpoch: Int
  /// How much of the run is done, and what it never falls below again; see `Trainer.share`.
  let share: Double
  let leastShare: Double
  let history: History
  let trace: StepTrace
  /// Inside an epoch.
  let place: EpochPlace?
  /// A callback ended the run.
  let isStopped: Bool
  let trainer: TrainerState
  let bestWeights: Tensor
  let learner: AnyMemory
  let callbacks: [AnyMemory]

  /// Checks what a file may contradict.
  func requireUsable(callbacks count: Int, weights shape: [Int]) throws {
    let counts = 0...(1 << 48)
    guard counts.contains(epochsBefore), counts.contains(lastEpoch), (0...1).contains(share),
      (0...1).contains(leastShare), place?.progress.isPossible ?? true
    else { throw CheckpointMismatch("place", saved: "impossible", now: "possible") }
    guard callbacks.count == count else {
      throw CheckpointMismatch("number of callbacks", saved: callbacks.count, now: count)
    }
    guard bestWeights.shape == shape else {
      throw CheckpointMismatch("size of the network", saved: bestWeights.shape, now: shape)
    }
  }
}

/// A place inside an epoch.
struct EpochPlace: Codable {
  /// The random state that the epoch began with: its order is drawn again from there.
  let random: RandomGenerator
  let progress: TrainingProgress
}
