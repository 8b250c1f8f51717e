import RecurrentLayers
import RecurrentText
import RecurrentTraining

extension SequenceGenerator {
  /// Trains, as ``TaskModel`` says, on batches of texts of like length, in another order each epoch; each token is
  /// learned from those before it (teacher forcing: Williams and Zipser 1989).
  ///
  /// - Throws: ``ConfigurationError``, `DataError` where there is nothing to learn from or the texts are of a larger
  ///   vocabulary, ``GenerationError`` where they are written from what the generator does not read,
  ///   `CheckpointMismatch`, `TrainingDivergence`, and what `observer` throws.
  @discardableResult
  public func train(
    on data: GeneratorData, recipe: TrainingRecipe = SequenceGenerator.usualRecipe,
    checkpoints: Checkpoints? = nil, callbacks: [any Callback] = [],
    observer: (TrainingEvent) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> TrainingSpeed {
    try recipe.validate()
    for texts in [data.training] + (data.validation.map { [$0] } ?? []) { try requireFitting(texts) }
    guard data.training.count > 0 else { throw DataError.empty }
    return try train(
      GeneratorLearner(generator: self, data: data, batchSize: recipe.batchSize),
      history: TrainingHistory(
        recipe: recipe, trainingCount: data.training.tokenCount, validationCount: data.validation?.tokenCount ?? 0),
      checkpoints: checkpoints, callbacks: callbacks, observer: observer)
  }

  /// Measures how well the generator predicts texts.
  ///
  /// - Returns: The mean of -log p over all tokens, each text's end included, in nats.
  /// - Throws: `DataError`, ``GenerationError``, as ``train(on:recipe:checkpoints:callbacks:observer:)``.
  public func evaluate(on texts: ConditionedTexts) throws -> Double {
    try requireFitting(texts)
    return meanNats(of: texts)
  }

  func meanNats(of texts: ConditionedTexts) -> Double { nats(of: texts) / Double(max(1, texts.tokenCount)) }

  /// Checks that the network takes the texts, and what they are written from.
  private func requireFitting(_ texts: ConditionedTexts) throws {
    try texts.texts.requireTokens(below: vocabulary.text.vocabulary.count)
    switch (texts.conditions, configuration.vectorSize) {
    case (.labels(let labels), nil): try requireLabels(labels, below: vocabulary.labels.count)
    case (.labels, _?): throw GenerationError.vectorNeeded
    case (.vectors, nil): throw GenerationError.labelNeeded
    case (.vectors(let vectors), let size?):
      if let wrong = vectors.first(where: { $0.count != size }) {
        throw GenerationError.vectorSize(wrong.count, expected: size)
      }
    }
  }

  /// As ``evaluate(on:)-(ConditionedTexts)``, of texts that are read in pieces: there may be more than memory holds.
  ///
  /// - Returns: Also how many texts and tokens there are; empty texts do not count.
  /// - Throws: `TextFileError`, ``LabeledTextError``; also where there is no text.
  public func evaluate(on texts: LabeledTexts) throws -> GeneratorFigures {
    var (nats, count, tokenCount, emptyCount) = (0.0, 0, 0, 0)
    var reader = try texts.makeReader()
    // Enough to make batches of like length; sizes are in bytes.
    try Chunks(size: 1 << 20, weight: { $0.text.utf8.count }, next: { try reader.next() }).read { chunk in
      var tokens = LabeledTokens()
      for example in chunk {
        try tokens.add(vocabulary.text.encode(example.text), label: vocabulary.labelID(of: example))
      }
      let texts = ConditionedTexts(tokens)
      nats += self.nats(of: texts)
      count += texts.count
      tokenCount += texts.tokenCount
      emptyCount += tokens.emptyCount
    }
    guard count > 0 else { throw LabeledTextError.noTexts(path: texts.path, emptyCount: emptyCount) }
    return GeneratorFigures(natsPerToken: nats / Double(tokenCount), texts: count, tokens: tokenCount)
  }

  /// The sum of -log p over all tokens.
  private func nats(of texts: ConditionedTexts) -> Double {
    let batchSize = 256
    return Batches(lengths: texts.texts.lengths, batchSize: batchSize).reduce(0.0) { sum, places in
      sum + Double(loss(of: texts, at: places, reduction: .sum).item)
    }
  }

  /// The loss of some of the texts.
  ///
  /// - Parameter leastSteps: as in ``GeneratorNetwork/loss(of:given:leastSteps:reduction:)``.
  func loss(
    of texts: ConditionedTexts, at places: [Int], leastSteps: Int = 1, reduction: Reduction = .mean
  ) -> Tensor {
    let tokens = places.map { [id(of: .beginning)] + texts.texts[$0] + [id(of: .end)] }
    return network.loss(
      of: tokens, given: texts.conditions(at: places), leastSteps: leastSteps, reduction: reduction)
  }
}
