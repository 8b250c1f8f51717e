import RecurrentLayers
import RecurrentTraining

/// Says of examples, as they are read, which are for validation: each by chance, the same at every reading.
public struct ValidationDraw: Sendable {
  public let fraction: Double
  private var generator: RandomGenerator

  public static let none = ValidationDraw(fraction: 0, seed: 0)

  /// - Parameter fraction: about how large a share of the examples is for validation.
  public init(fraction: Double, seed: UInt64) {
    self.fraction = fraction
    generator = RandomGenerator(seed: seed)
  }

  /// Whether the next example is for validation.
  mutating func next() -> Bool { generator.nextUnit() < fraction }
}
