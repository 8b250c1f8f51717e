import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// Says of examples, as they are read, which are for validation: by chance, the same at every reading. The first of each
/// label never is, so that there is one to learn from.
///
/// The examples are cut into stretches of which one each is drawn: of little data, too, as large a share as was asked for
/// is for validation, to within one example. Nobody has to know how many there are.
public struct ValidationDraw: Sendable {
  /// The share that is drawn.
  public let fraction: Double
  private var generator: RandomGenerator
  private var labelsSeen: Set<TokenKey> = []
  /// Of the smaller part, which is drawn where it is for validation and left behind where the larger is.
  private var (read, taken) = (0, 0)

  /// Nothing is drawn.
  public static let none = ValidationDraw(fraction: 0, seed: 0)

  /// - Parameter fraction: how large a share of the examples is for validation, at least 0 and below 1.
  public init(fraction: Double, seed: UInt64) {
    self.fraction = fraction
    generator = RandomGenerator(seed: seed)
  }

  /// Whether the next example is for validation.
  ///
  /// - Parameter isEmpty: whether there is nothing in it to learn from: then it does not count.
  mutating func next(label: String, isEmpty: Bool) -> Bool {
    guard !isEmpty, fraction > 0 else { return false }
    let isFirst = labelsSeen.insert(TokenKey(label)).inserted
    let drawsMost = fraction > 0.5
    let isDrawn = !isFirst && takesNext() != drawsMost
    read += 1
    if isDrawn != drawsMost { taken += 1 }
    return isDrawn
  }

  /// Whether the next example is the one of its stretch, each as likely as another (Knuth's algorithm S).
  private mutating func takesNext() -> Bool {
    let share = min(fraction, 1 - fraction)
    let stretch = (Double(read) * share).rounded(.down) + 1
    let left = (stretch / share).rounded(.up) - Double(read)
    return generator.nextUnit() * left < stretch - Double(taken)
  }
}
