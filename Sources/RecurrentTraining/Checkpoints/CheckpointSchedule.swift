import RecurrentLayers

/// When a training is saved so that it can go on from there.
public enum CheckpointSchedule: Sendable, Equatable {
  /// Every ten minutes, and at an epoch's end when the last was saved over 30 s before; later where saving has taken more
  /// than a hundredth of the time so far.
  case usual
  /// After the first step that ends so long after the last checkpoint.
  case seconds(Double)
  /// After each so many steps.
  case steps(Int)
  /// None is written.
  case never
}

/// Says when a checkpoint is due, and keeps account of what they cost.
struct CheckpointPace {
  private let schedule: CheckpointSchedule
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant
  private var cost = Duration.zero

  init(_ schedule: CheckpointSchedule) {
    if case .steps(let count) = schedule {
      check(count >= 1, "CheckpointSchedule.steps", "count", expected: "at least 1", got: count)
    }
    self.schedule = schedule
    start = clock.now
    last = start
  }

  /// - Parameter steps: taken so far; nil at an epoch's end.
  func isDue(afterSteps steps: Int?) -> Bool {
    switch schedule {
    case .never: return false
    case .steps(let count): return steps.map { $0 % count == 0 } ?? false
    case .seconds(let seconds): return clock.now - last >= .seconds(seconds)
    case .usual:
      let now = clock.now
      return now - last >= (steps == nil ? .seconds(30) : .seconds(600)) && cost * 100 <= now - start
    }
  }

  /// Times a save.
  mutating func save(_ body: () throws -> Void) rethrows {
    let began = clock.now
    defer {
      last = clock.now
      cost += last - began
    }
    try body()
  }
}
