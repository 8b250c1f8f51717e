import RecurrentLayers

/// Watches a training run, and may change its course: stop it, set the learning rate, save the model.
///
/// ```swift
/// final class Patience: Callback {
///   func observe(_ event: TrainingEvent, in run: TrainingRun) -> TrainingDecision {
///     guard case .epoch(let report, _, _) = event else { return .goOn }
///     return report.trainingLoss < 0.01 ? .stop : .goOn
///   }
/// }
/// ```
/// What a method throws ends the training at once, with the weights as they are. What it remembers from one event to the
/// next is its ``Resumable/memory``, so that a run can go on from a checkpoint.
public protocol Callback: AnyObject, Resumable {
  /// The figure that it watches, which the run must have; nil: none.
  var monitor: Monitor? { get }
  /// Whether it sees the run on each of several ranks, as one must that changes its course; else on the first alone, as
  /// one should that writes or shows something.
  var isOnEveryRank: Bool { get }
  /// Before the first step, or before its memory is given back.
  func begin(_ run: TrainingRun) throws
  /// After each step and each epoch. One callback that wants to stop is enough; the others still see the event.
  func observe(_ event: TrainingEvent, in run: TrainingRun) throws -> TrainingDecision
  /// Whether a divergence ends the run like a stop, rather than with an error.
  func endsQuietly(after divergence: TrainingDivergence) -> Bool
  /// After the last step; not where the training ends with an error.
  func end(_ run: TrainingRun) throws
}

extension Callback {
  public var monitor: Monitor? { nil }
  public var isOnEveryRank: Bool { true }
  public func begin(_ run: TrainingRun) throws {}
  public func observe(_ event: TrainingEvent, in run: TrainingRun) throws -> TrainingDecision { .goOn }
  public func endsQuietly(after divergence: TrainingDivergence) -> Bool { false }
  public func end(_ run: TrainingRun) throws {}
}

extension Callback where Memory == NoMemory {
  public var memory: NoMemory { NoMemory() }
  public func restore(_ memory: NoMemory) {}
}

/// A callback that is one closure.
public final class Observer: Callback {
  private let body: (TrainingEvent, TrainingRun) throws -> TrainingDecision

  /// Calls `body` at each event.
  public init(_ body: @escaping (TrainingEvent, TrainingRun) throws -> TrainingDecision) { self.body = body }

  public func observe(_ event: TrainingEvent, in run: TrainingRun) throws -> TrainingDecision {
    try body(event, run)
  }
}
