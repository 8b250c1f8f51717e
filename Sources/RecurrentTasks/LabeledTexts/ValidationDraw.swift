import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// Says of examples, as they are read, which are for validation: each by chance, the same at every reading. The first of
/// each label never is, so that there is one to learn from.
public struct ValidationDraw: Sendable {
  /// The share that is drawn.
  public let fraction: Double
  private var generator: RandomGenerator
  private var labelsSeen: Set<TokenKey> = []

  /// Nothing is drawn.
  public static let none = ValidationDraw(fraction: 0, seed: 0)

  /// - Parameter fraction: about how large a share of the examples is for validation.
  public init(fraction: Double, seed: UInt64) {
    self.fraction = fraction
    generator = RandomGenerator(seed: seed)
  }

  /// Whether the next example is for validation.
  ///
  /// - Parameter isEmpty: whether there is nothing in it to learn from.
  mutating func next(label: String, isEmpty: Bool) -> Bool {
    let isDrawn = generator.nextUnit() < fraction
    let isFirst = !isEmpty && labelsSeen.insert(TokenKey(label)).inserted
    return isDrawn && !isFirst
  }
}
