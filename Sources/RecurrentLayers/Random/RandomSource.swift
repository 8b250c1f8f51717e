import Synchronization

/// A ``RandomGenerator`` that layers share: they draw their initial weights and dropout masks from the current source.
///
/// ```swift
/// let model = withRandomSource(RandomSource(seed: 1)) { CharacterModel() }
/// ```
/// Tasks that draw from one source at the same time get numbers in an order that is not fixed: give each its own.
public final class RandomSource: Sendable {
  private let generator: Mutex<RandomGenerator>

  /// The same seed draws the same numbers.
  public init(seed: UInt64) { generator = Mutex(RandomGenerator(seed: seed)) }

  /// Continues where `state` was taken.
  public init(state: RandomGenerator) { generator = Mutex(state) }

  /// What follows depends on this alone: to be saved with a training run.
  public var state: RandomGenerator {
    get { generator.withLock { $0 } }
    set { generator.withLock { $0 = newValue } }
  }

  /// Draws from the generator while no other task does. `body` must not draw from this source by any other way.
  public func withGenerator<Result: Sendable>(_ body: (inout RandomGenerator) -> Result) -> Result {
    generator.withLock { body(&$0) }
  }

  /// The source of the current task. Outside ``withRandomSource(_:_:)`` it is one of the whole process, seeded with 0.
  @TaskLocal public static var current = RandomSource(seed: 0)
}

/// Layers built and dropout masks drawn inside `body` take their numbers from `source`.
public func withRandomSource<Result>(_ source: RandomSource, _ body: () throws -> Result) rethrows -> Result {
  try RandomSource.$current.withValue(source, operation: body)
}
