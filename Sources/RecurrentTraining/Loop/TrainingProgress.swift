import RecurrentLayers

/// How far an epoch is: a value, to be drawn as a progress line or written to a log.
public struct TrainingProgress: Sendable, Codable, Equatable {
  /// The epoch's number, from 1.
  public let epoch: Int
  /// 0 where it is not known beforehand.
  public let batchCount: Int
  /// What the steps were multiplied by.
  public let learningRate: Float
  /// Batches done.
  public private(set) var batchesDone = 0
  /// Tokens or examples done.
  public private(set) var weight = 0
  /// How long they took.
  public private(set) var seconds = 0.0
  /// Figures of the epoch so far besides the loss, by name: `accuracy`.
  public private(set) var metrics: [String: Double] = [:]
  private var lossSum = 0.0

  init(epoch: Int, batchCount: Int, learningRate: Float) {
    self.epoch = epoch
    self.batchCount = batchCount
    self.learningRate = learningRate
  }

  /// The mean loss of the epoch so far.
  public var loss: Double { weight > 0 ? lossSum / Double(weight) : 0 }

  /// Tokens or examples a second.
  public var speed: Double { seconds > 0 ? Double(weight) / seconds : 0 }

  /// The time that the rest of the epoch takes at the speed so far.
  public var secondsLeft: Double {
    batchesDone > 0 ? seconds / Double(batchesDone) * Double(max(0, batchCount - batchesDone)) : 0
  }

  /// Whether it can be one, where it comes from a file.
  var isPossible: Bool {
    let counts = 0...(1 << 48)
    return [epoch, batchCount, batchesDone, weight].allSatisfy(counts.contains)
      && (0...Double(counts.upperBound)).contains(seconds)
  }

  mutating func add(loss: Float, weight: Int, metrics: [String: Double], elapsed: Duration) {
    batchesDone += 1
    self.weight += weight
    lossSum += Double(loss) * Double(weight)
    self.metrics = metrics
    seconds = elapsed / .seconds(1)
  }
}
