import RecurrentLayers

/// One epoch's figures.
public struct EpochReport: Equatable, Sendable {
  /// Counted from 1.
  public var epoch: Int
  /// At the epoch's start.
  public var learningRate: Float
  /// The mean over the epoch, while the weights changed.
  public var trainingLoss: Double
  /// After the epoch. nil without validation.
  public var validationLoss: Double?
  /// Other figures over the epoch, by name.
  public var trainingMetrics: [String: Double]
  /// Other figures after the epoch, by name.
  public var validationMetrics: [String: Double]

  init(_ learned: TrainingProgress, validation: Evaluation?) {
    epoch = learned.epoch
    learningRate = learned.learningRate
    trainingLoss = learned.loss
    trainingMetrics = learned.metrics
    validationLoss = validation?.loss
    validationMetrics = validation?.metrics ?? [:]
  }

  /// The figures under Keras's names: `loss`, `accuracy`, `val_loss`, `val_accuracy`, `learning_rate`.
  public var figures: [String: Double] {
    var figures = trainingMetrics
    figures["loss"] = trainingLoss
    figures["learning_rate"] = Double(learningRate)
    figures["val_loss"] = validationLoss
    for (name, value) in validationMetrics { figures["val_" + name] = value }
    return figures
  }
}

extension EpochReport: Codable {
  private enum CodingKeys: String, CodingKey {
    case epoch, learningRate, trainingLoss, validationLoss, trainingMetrics, validationMetrics
  }

  /// The members for metrics may be missing: there are none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epoch = try container.decode(Int.self, forKey: .epoch)
    learningRate = try container.decode(Float.self, forKey: .learningRate)
    trainingLoss = try container.decode(Double.self, forKey: .trainingLoss)
    validationLoss = try container.decodeIfPresent(Double.self, forKey: .validationLoss)
    trainingMetrics = try container.decodeIfPresent([String: Double].self, forKey: .trainingMetrics) ?? [:]
    validationMetrics = try container.decodeIfPresent([String: Double].self, forKey: .validationMetrics) ?? [:]
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epoch, forKey: .epoch)
    try container.encode(learningRate, forKey: .learningRate)
    try container.encode(trainingLoss, forKey: .trainingLoss)
    try container.encodeIfPresent(validationLoss, forKey: .validationLoss)
    if !trainingMetrics.isEmpty { try container.encode(trainingMetrics, forKey: .trainingMetrics) }
    if !validationMetrics.isEmpty { try container.encode(validationMetrics, forKey: .validationMetrics) }
  }
}
