import Recurrent

extension SequenceGenerator {
  /// Trains on batches of texts of like length, each token from those before it (teacher forcing: Williams and Zipser
  /// 1989). After each epoch the validation texts are measured; in the end the generator has the weights of the epoch
  /// that did best at it, without validation those of the last. The same seeds and texts give the same weights, bit for
  /// bit, for any number of threads.
  ///
  /// - Parameter observer: sees each step and each epoch, with ``history`` up to it, and may stop the training. What it
  ///   throws ends the training at once.
  /// - Throws: ``ConfigurationError``, `TrainingDivergence`, and what `observer` throws.
  @discardableResult
  public func train(
    on data: GeneratorData, recipe: TrainingRecipe = SequenceGenerator.usualRecipe,
    observer: (TrainingEvent) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> TrainingSpeed {
    try recipe.validate()
    return try train(
      GeneratorLearner(generator: self, data: data, batchSize: recipe.batchSize),
      history: TrainingHistory(
        recipe: recipe, trainingCount: data.training.tokenCount, validationCount: data.validation?.tokenCount ?? 0),
      observer: observer)
  }

  /// Measures how well the generator predicts texts.
  ///
  /// - Returns: The mean of -log p over all tokens, each text's end included, in nats.
  public func evaluate(on texts: ConditionedTexts) -> Double {
    let batchSize = 256
    let nats = Batches(lengths: texts.texts.map(\.count), batchSize: batchSize).reduce(0.0) { sum, places in
      sum + Double(loss(of: texts, at: places, reduction: .sum).item)
    }
    return nats / Double(max(1, texts.tokenCount))
  }

  /// The loss of some of the texts.
  func loss(of texts: ConditionedTexts, at places: [Int], reduction: Reduction = .mean) -> Tensor {
    let tokens = places.map { [id(of: .beginning)] + texts.texts[$0] + [id(of: .end)] }
    return network.loss(of: tokens, given: texts.conditions(at: places), reduction: reduction)
  }
}
