import RecurrentFoundation
import RecurrentLayers

/// A factor of the learning rate over time t, which counts steps or epochs from 0.
public indirect enum LearningRateCurve: Sendable, Codable, Equatable {
  /// 1.
  case constant
  /// factor^⌊t / every⌋: PyTorch's `StepLR`.
  case staircase(every: Int, factor: Float)
  /// 1 until t = `after`, then factor^(t - after): PyTorch's `ExponentialLR`.
  case exponential(factor: Float, after: Int = 0)
  /// Half a cosine from 1 at t = 0 down to `floor` at t = `over`, where it stays: PyTorch's `CosineAnnealingLR`
  /// (Loshchilov and Hutter 2017, without restarts).
  case cosine(over: Int, floor: Float = 0)
  /// A straight line from one factor at t = 0 to another at t = `over`, where it stays: PyTorch's `LinearLR`.
  case linear(from: Float, to: Float, over: Int)
  /// One curve for a time, then another from its own start: PyTorch's `SequentialLR`.
  case sequence(LearningRateCurve, for: Int, then: LearningRateCurve)

  private enum SequenceCodingKeys: String, CodingKey {
    case _0 = "first"
    case `for`
    case then
  }

  /// A straight rise, 1/n at t = 0, 1 at t = n - 1 (Goyal et al. 2017), then another curve from its own start.
  public static func warmUp(over n: Int, then curve: LearningRateCurve = .constant) -> LearningRateCurve {
    check(n >= 1, "LearningRateCurve.warmUp", "over", expected: "at least 1", got: n)
    return .sequence(.linear(from: 1 / Float(n), to: 1, over: n - 1), for: n, then: curve)
  }

  /// The factor at a time of at least 0.
  public func factor(at t: Int) -> Double {
    switch self {
    case .constant:
      return 1
    case .staircase(let every, let factor):
      check(every >= 1, "LearningRateCurve.staircase", "every", expected: "at least 1", got: every)
      return power(factor, t / every)
    case .exponential(let factor, let after):
      return power(factor, max(0, t - after))
    case .cosine(let over, let floor):
      check(over >= 1, "LearningRateCurve.cosine", "over", expected: "at least 1", got: over)
      let half = 0.5 * (1 + cos(Double.pi * Double(min(t, over)) / Double(over)))
      return Double(floor) + (1 - Double(floor)) * half
    case .linear(let start, let end, let over):
      return t >= over ? Double(end) : Double(start) + (Double(end) - Double(start)) * Double(t) / Double(over)
    case .sequence(let first, let length, let next):
      return t < length ? first.factor(at: t) : next.factor(at: t - length)
    }
  }

  /// When the part of a sequence began that holds at a time: it does not begin again where a run grows longer.
  func startOfPart(at t: Int) -> Int {
    guard case .sequence(let first, let length, let next) = self else { return 0 }
    return t < length ? first.startOfPart(at: t) : length + next.startOfPart(at: t - length)
  }

  /// By repeated squaring: the same bits everywhere.
  private func power(_ base: Float, _ exponent: Int) -> Double {
    var (result, square, left) = (1.0, Double(base), exponent)
    while left > 0 {
      if left % 2 == 1 { result *= square }
      square *= square
      left /= 2
    }
    return result
  }
}
