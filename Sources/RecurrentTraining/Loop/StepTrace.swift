import RecurrentLayers

/// The course of a run's steps, as stretches of neighbouring steps: some hundreds at most, for whenever there are too many
/// of them each two become one.
public struct StepTrace: Sendable, Equatable {
  /// Some steps together.
  public struct Stretch: Sendable, Equatable {
    /// The epochs done at its end: 2.5 in the middle of the third.
    public fileprivate(set) var position: Double
    /// How many steps it stands for.
    public fileprivate(set) var steps: Int
    fileprivate var lossSum: Double
    fileprivate var normSum: Double
    /// Of the gradients, before clipping.
    public fileprivate(set) var largestNorm: Double
    /// The steps whose gradients were scaled down.
    public fileprivate(set) var clippedSteps: Int
    /// Of its last step.
    public fileprivate(set) var learningRate: Double
    /// Tokens or examples learned from.
    public fileprivate(set) var weight: Double
    /// How long they took.
    public fileprivate(set) var seconds: Double

    /// The mean over its steps.
    public var loss: Double { lossSum / Double(steps) }
    /// The mean over its steps, before clipping.
    public var gradientNorm: Double { normSum / Double(steps) }
    /// The share of its steps whose gradients were scaled down.
    public var clippedShare: Double { Double(clippedSteps) / Double(steps) }
    /// Tokens or examples a second.
    public var speed: Double { seconds > 0 ? weight / seconds : 0 }

    fileprivate mutating func add(_ next: Stretch) {
      (position, learningRate) = (next.position, next.learningRate)
      steps += next.steps
      lossSum += next.lossSum
      normSum += next.normSum
      largestNorm = max(largestNorm, next.largestNorm)
      clippedSteps += next.clippedSteps
      weight += next.weight
      seconds += next.seconds
    }
  }

  /// In the order of the steps.
  public private(set) var stretches: [Stretch] = []
  /// The steps of a stretch; the last one may have fewer.
  private var length = 1

  static let capacity = 512

  /// No steps yet.
  public init() {}

  /// All steps so far.
  public var steps: Int { stretches.reduce(0) { $0 + $1.steps } }

  /// Takes a step in.
  ///
  /// - Parameters:
  ///   - position: the epochs done after it.
  ///   - weight: the tokens or examples of its batch.
  mutating func add(_ step: StepFigures, position: Double, weight: Int, seconds: Double) {
    let stretch = Stretch(
      position: position, steps: 1, lossSum: Double(step.loss), normSum: step.gradientNorm,
      largestNorm: step.gradientNorm, clippedSteps: step.isClipped ? 1 : 0, learningRate: Double(step.learningRate),
      weight: Double(weight), seconds: max(0, seconds))
    if let last = stretches.last, last.steps < length {
      stretches[stretches.count - 1].add(stretch)
      return
    }
    if stretches.count == Self.capacity { halve() }
    stretches.append(stretch)
  }

  private mutating func halve() {
    stretches = stride(from: 0, to: stretches.count, by: 2).map { place in
      var stretch = stretches[place]
      if place + 1 < stretches.count { stretch.add(stretches[place + 1]) }
      return stretch
    }
    length *= 2
  }
}

extension StepTrace: Codable {
  private enum CodingKeys: String, CodingKey { case length, numbers }

  /// A checkpoint is written often, and its tensors cost little; what is drawn has no more digits than theirs.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(length, forKey: .length)
    try container.encode(Tensor(shape: [stretches.count, Self.width], scalars: numbers), forKey: .numbers)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    length = try container.decode(Int.self, forKey: .length)
    let numbers = try container.decode(Tensor.self, forKey: .numbers)
    guard numbers.rank == 2, numbers.shape[1] == Self.width, numbers.shape[0] <= Self.capacity,
      (1...(1 << 48)).contains(length)
    else { throw CheckpointMismatch("course of the steps", saved: "\(numbers.shape)", now: "[n, \(Self.width)]") }
    let scalars = numbers.scalars.map { Double($0) }
    stretches = stride(from: 0, to: scalars.count, by: Self.width).map { Stretch(scalars[$0..<($0 + Self.width)]) }
  }

  private static let width = 9

  private var numbers: [Float] {
    stretches.flatMap { stretch in
      [
        stretch.position, Double(stretch.steps), stretch.lossSum, stretch.normSum, stretch.largestNorm,
        Double(stretch.clippedSteps), stretch.learningRate, stretch.weight, stretch.seconds,
      ].map { Float($0) }
    }
  }
}

extension StepTrace.Stretch {
  fileprivate init(_ numbers: ArraySlice<Double>) {
    let numbers = Array(numbers)
    self.init(
      position: numbers[0], steps: max(1, Int(clamped: numbers[1])), lossSum: numbers[2], normSum: numbers[3],
      largestNorm: numbers[4], clippedSteps: Int(clamped: numbers[5]), learningRate: numbers[6], weight: numbers[7],
      seconds: numbers[8])
  }
}

extension Int {
  /// The whole number, whatever a file says.
  fileprivate init(clamped value: Double) { self = value.isFinite ? Int(Swift.min(Swift.max(value, 0), 1e15)) : 0 }
}
