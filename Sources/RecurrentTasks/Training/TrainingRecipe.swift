import RecurrentLayers
import RecurrentTraining

/// How a model is trained: what is not part of the model itself, and is saved with it as its history.
public struct TrainingRecipe: Codable, Equatable, Sendable {
  /// The rule that turns gradients into new weights.
  public enum Rule: String, CaseIterable, Codable, Sendable {
    /// Plain stochastic gradient descent.
    case sgd
    /// Kingma and Ba 2015, with their constants.
    case adam

    /// The learning rate that usually works: Zaremba et al. 2014 for SGD, char-rnn for Adam.
    public var usualLearningRate: Float {
      switch self {
      case .sgd: 1
      case .adam: 0.002
      }
    }
  }

  /// What becomes of the learning rate in the course of a training.
  public enum Schedule: String, CaseIterable, Codable, Sendable {
    /// It stays, but for ``decayAfter``.
    case constant
    /// It rises over the first tenth of all steps, and falls to zero along half a cosine over the others (Smith and
    /// Topin 2019; Loshchilov and Hutter 2017).
    case cosine
  }

  /// Passes over the training data.
  public var epochs: Int
  /// Steps in all, of tasks that draw their examples by chance: an epoch is then an equal part of them. nil: an epoch is a
  /// pass over the data.
  public var trainingSteps: Int?
  /// Examples learned from side by side; a language model's text is cut into so many long pieces.
  public var batchSize: Int
  /// The window of truncated back-propagation over a text: the state is carried on, the gradient goes back so many steps
  /// at most. nil: the task's own; examples are learned from as a whole.
  public var steps: Int?
  /// How gradients become steps.
  public var optimizer: Rule
  /// The learning rate of the first epoch, or with ``Schedule/cosine`` the highest.
  public var learningRate: Float
  /// What becomes of the learning rate.
  public var schedule: Schedule
  /// Epochs at the full learning rate, of the constant schedule. nil: all.
  public var decayAfter: Int?
  /// What the rate is multiplied by after each epoch from then on.
  public var decay: Float
  /// The largest norm of all gradients together; longer ones are scaled down to it. nil: no limit.
  public var clip: Float?
  /// What a running average of the weights keeps of itself at each step; the average is measured and kept in the place
  /// of the last weights. nil: no average.
  public var averaging: Float?
  /// Where dropout masks start from.
  public var seed: UInt64
  /// Into how many shards a batch is cut, which several ranks share: see `Shard`. nil: it is learned from as a whole.
  public var shards: Int?

  /// What is left out usually works.
  public init(
    epochs: Int = 10, trainingSteps: Int? = nil, batchSize: Int = 50, steps: Int? = nil, optimizer: Rule = .adam,
    learningRate: Float? = nil,
    schedule: Schedule = .constant, decayAfter: Int? = nil, decay: Float = 0.5, clip: Float? = 5,
    averaging: Float? = nil,
    seed: UInt64 = 1, shards: Int? = nil
  ) {
    self.epochs = epochs
    self.trainingSteps = trainingSteps
    self.batchSize = batchSize
    self.steps = steps
    self.optimizer = optimizer
    self.learningRate = learningRate ?? optimizer.usualLearningRate
    self.schedule = schedule
    self.decayAfter = decayAfter
    self.decay = decay
    self.clip = clip
    self.averaging = averaging
    self.seed = seed
    self.shards = shards
  }

  /// Throws at the first setting outside its range.
  public func validate() throws(ConfigurationError) {
    try require(epochs >= 1, "epochs", epochs, "at least 1")
    try require((1...1_000_000_000).contains(trainingSteps ?? 1), "trainingSteps", trainingSteps ?? 1, "at least 1")
    try require((1...1_000_000).contains(batchSize), "batchSize", batchSize, "1 to 1000000")
    try require((1...1_000_000).contains(steps ?? 1), "steps", steps ?? 1, "1 to 1000000")
    try require(learningRate > 0 && learningRate.isFinite, "learningRate", learningRate, "above 0")
    try require((decayAfter ?? 1) >= 1, "decayAfter", decayAfter ?? 1, "at least 1")
    try require(
      decayAfter == nil || schedule == .constant, "decayAfter", decayAfter ?? 1,
      "left out with the \(schedule.rawValue) schedule")
    try require(decay > 0 && decay <= 1, "decay", decay, "above 0 and at most 1")
    try require((clip ?? 1) > 0 && (clip ?? 1).isFinite, "clip", clip ?? 1, "above 0")
    try require((1...1_000_000).contains(shards ?? 1), "shards", shards ?? 1, "1 to 1000000")
    try require((0..<1).contains(averaging ?? 0), "averaging", averaging ?? 0, "at least 0 and below 1")
  }

  /// What carries the recipe out on these weights.
  func makeTrainer(for parameters: ParameterStore) -> Trainer {
    let trainer = Trainer(
      rule.makeOptimizer(for: parameters), clippingNorm: clip, schedules: schedules, seed: seed)
    trainer.shards = shards
    return trainer
  }

  /// The rule with PyTorch's constants.
  private var rule: OptimizerRule {
    switch optimizer {
    case .sgd: .sgd(learningRate: learningRate)
    case .adam: .adam(learningRate: learningRate, epsilon: 1e-8)
    }
  }

  private var schedules: [LearningRateSchedule] {
    switch schedule {
    case .constant: decayAfter.map { [.epochs(.exponential(factor: decay, after: $0 - 1))] } ?? []
    case .cosine: [.run(.warmUp(over: 100, then: .cosine(over: 900)))]
    }
  }
}

extension TrainingRecipe {
  /// What of ``trainingSteps`` and ``epochs`` stays as it is where a training goes on for longer.
  var stepsOfAnEpoch: String {
    guard let trainingSteps else { return "none" }
    let divisor = greatestCommonDivisor(trainingSteps, epochs)
    let (steps, count) = (trainingSteps / divisor, epochs / divisor)
    return count == 1 ? "\(steps) an epoch" : "\(steps) in \(count) epochs"
  }

  /// The option that says how long a training is, and what it is for so many of its epochs.
  package func length(ofEpochs count: Int) -> (option: String, count: Int) {
    trainingSteps.map { ("training_steps", count * $0 / epochs) } ?? ("epochs", count)
  }

  /// The epochs of a training of this recipe that goes on until there are other steps in all; nil: its epochs have no such
  /// number of steps.
  package func epochs(forTrainingSteps steps: Int) -> Int? {
    guard let trainingSteps else { return nil }
    let (count, isTooLarge) = steps.multipliedReportingOverflow(by: epochs)
    return isTooLarge || count % trainingSteps != 0 ? nil : count / trainingSteps
  }

  /// The least number of steps that is whole epochs, which there may be more of.
  package var leastTrainingSteps: Int? { trainingSteps.map { $0 / greatestCommonDivisor($0, epochs) } }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? max(1, a) : greatestCommonDivisor(b, a % b) }
