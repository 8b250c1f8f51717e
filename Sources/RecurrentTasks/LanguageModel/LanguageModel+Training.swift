import RecurrentLayers
import RecurrentText
import RecurrentTraining

extension LanguageModel {
  /// The tokens a model learns from and those that say how well.
  public struct Tokens: Sendable {
    /// What is learned from.
    public var training: any TokenStorage
    /// Empty: no validation.
    public var validation: any TokenStorage

    /// What is learned from, and what says how well.
    public init(training: any TokenStorage, validation: any TokenStorage = [Int32]()) {
      self.training = training
      self.validation = validation
    }

    /// Cuts a text in two: its last part, of so large a share, is for validation.
    public init(_ all: any TokenStorage, validationFraction: Double) {
      let count = Int(Double(all.count) * (1 - validationFraction))
      self.init(training: TokenRange(0..<count, of: all), validation: TokenRange(count..<all.count, of: all))
    }
  }

  /// Trains, as ``TaskModel`` says, with truncated back-propagation through time: the text is cut into `batchSize` long
  /// pieces, read side by side; the state goes on through them, the gradient stays in its window (Williams and Peng
  /// 1990).
  ///
  /// - Throws: ``ConfigurationError``, `CheckpointMismatch`, ``TrainingFailure``, `DataError` for an id that is not in the vocabulary,
  ///   `TrainingDivergence`, and what `observer` throws.
  @discardableResult
  public func train(
    on tokens: Tokens, recipe: TrainingRecipe = LanguageModel.usualRecipe,
    checkpoints: Checkpoints? = nil, callbacks: [any Callback] = [],
    observer: (TrainingEvent) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> TrainingSpeed {
    try recipe.validate()
    try checkLength(of: tokens, recipe: recipe)
    for part in [tokens.training, tokens.validation] { try part.requireTokens(below: codec.vocabulary.count) }
    let learner = try LanguageModelLearner(self, tokens, batch: recipe.batchSize, steps: steps(of: recipe))
    let history = TrainingHistory(
      recipe: recipe, trainingCount: tokens.training.count, validationCount: tokens.validation.count)
    return try train(learner, history: history, checkpoints: checkpoints, callbacks: callbacks, observer: observer)
  }

  /// char-rnn's batches and windows, with a schedule by which Tiny Shakespeare is learned better in the same time.
  public static let usualRecipe = TrainingRecipe(
    epochs: 10, batchSize: 50, steps: 50, learningRate: 0.004, schedule: .cosine)

  private func steps(of recipe: TrainingRecipe) -> Int { recipe.steps ?? 50 }

  /// Throws where there is too little text for one window of every row, or to validate on.
  public func checkLength(of tokens: Tokens, recipe: TrainingRecipe) throws(TrainingFailure) {
    let window = recipe.batchSize * steps(of: recipe)
    guard tokens.training.count > window else {
      throw .textTooShort(tokens: tokens.training.count, needed: window + 1)
    }
    guard tokens.validation.count != 1 else { throw .validationTooShort(tokens: 1) }
  }
}
