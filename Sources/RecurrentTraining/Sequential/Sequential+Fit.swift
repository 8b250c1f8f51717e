import RecurrentLayers

extension Sequential {
  /// Trains the model: `epochs` passes over the examples, in batches.
  ///
  /// ```swift
  /// let history = try model.fit(
  ///   x, y, batchSize: 64, epochs: 50, validationSplit: 0.1, callbacks: [EarlyStopping(patience: 3)])
  /// print(history["val_loss"])
  /// ```
  /// In the end the weights are those of the last step, unless a callback such as ``EarlyStopping`` puts others back.
  ///
  /// - Parameters:
  ///   - x: `[examples, ...]`: numbers, or tokens for an embedding.
  ///   - y: as the loss takes it, a row for each example.
  ///   - validationSplit: the part of the examples, from their end and never shuffled in, that the model is measured on
  ///     after each epoch instead of learning from it.
  ///   - validationData: examples to measure on instead.
  ///   - shuffle: whether each epoch has an order of its own.
  ///   - classWeight: how much the examples of a class count in the loss; 1 where it says nothing.
  ///   - sampleWeight: how much each example counts in the loss: `[examples]`, or `[examples, time]` for each step.
  ///   - checkpoints: where the fit is saved while it goes, and whether it goes on from there; nil: it is not.
  ///   - shards: into how many parts each batch is cut, whose gradients are computed one by one and summed in one order: so
  ///     a batch may be larger than memory holds, and several ranks (see ``withCommunicator(_:_:)``) share it, to the same
  ///     bits for any number of them. nil: the batch is one; several ranks need a number.
  ///   - verbose: whether progress is shown. It is shown on a terminal only, on standard error.
  /// - Returns: The figures of these epochs.
  /// - Throws: ``DataError`` where there is nothing to learn from, a number is not finite, or the model or its loss
  ///   cannot take the examples, before the first step; ``CheckpointMismatch``; ``TrainingDivergence``; what `callbacks`
  ///   throw.
  @discardableResult
  public func fit(
    _ x: some SamplesConvertible, _ y: some SamplesConvertible, batchSize: Int = 32, epochs: Int = 1,
    validationSplit: Double = 0, validationData: (x: any SamplesConvertible, y: any SamplesConvertible)? = nil,
    shuffle: Bool = true, classWeight: [Int: Float]? = nil, sampleWeight: Tensor? = nil,
    callbacks: [any Callback] = [], checkpoints: Checkpoints? = nil, shards: Int? = nil,
    verbose: Bool = true
  ) throws -> History {
    let compiled = requireCompiled("fit")
    check(batchSize >= 1, "Sequential.fit", "batchSize", expected: "at least 1", got: batchSize)
    let data = try FittingData(
      x, y, weights: sampleWeight, validationSplit: validationSplit, validationData: validationData, "Sequential.fit")
    for part in data.parts { try require(part, compiled) }
    try requireStatefulBatches(data.parts.flatMap { Batches(count: $0.count, batchSize: batchSize).map(\.count) })
    let learner = data.learner(
      task(compiled), batchSize: batchSize, shuffles: shuffle, classWeight: classWeight)
    let progress: [any Callback] = verbose ? TerminalProgress.ifTerminal() : []
    let trainer = requireTrainer()
    trainer.shards = shards
    // First, so that a callback that saves the model saves the epoch too.
    return
      try trainer
      .run(
        learner, epochs: epochs, monitor: nil, callbacks: [HistoryRecord(of: self)] + callbacks + progress,
        checkpoints: checkpoints?.adding(compiled.conditions)
      ).history
  }

  /// Measures the model: the loss that it was compiled with, and its metrics, over all examples.
  ///
  /// - Throws: ``DataError``, as ``fit(_:_:batchSize:epochs:validationSplit:validationData:shuffle:classWeight:sampleWeight:callbacks:checkpoints:shards:verbose:)``.
  public func evaluate(
    _ x: some SamplesConvertible, _ y: some SamplesConvertible, batchSize: Int = 32, sampleWeight: Tensor? = nil
  ) throws -> Evaluation {
    let compiled = requireCompiled("evaluate")
    let examples = try Examples(x, y, weights: sampleWeight)
    try require(examples, compiled)
    try requireStatefulBatches(Batches(count: examples.count, batchSize: batchSize).map(\.count))
    return task(compiled).evaluate(examples, batchSize: batchSize)
  }

  /// What the model makes of examples: `[examples, ...]`, in their order; nothing of no examples.
  ///
  /// - Throws: ``DataError`` where the examples are not finite or not what the model takes.
  public func predict(_ x: some SamplesConvertible, batchSize: Int = 32) throws -> Tensor {
    check(batchSize >= 1, "Sequential.predict", "batchSize", expected: "at least 1", got: batchSize)
    let (samples, lengths) = (try x.samples, x.sequenceLengths)
    let output = try requireInput(samples)
    try samples.requireFinite("input")
    try samples.requireLengths(lengths)
    guard samples.count > 0 else { return Tensor.zeros([0] + output.axes.map { $0 ?? 0 }) }
    try requireStatefulBatches(Batches(count: samples.count, batchSize: batchSize).map(\.count))
    return samples.outputs(forward, lengths: lengths, batchSize: batchSize)
  }

  private func task(_ compiled: Compilation) -> ExamplesTask {
    ExamplesTask(module: self, forward: forward, loss: compiled.loss, metrics: compiled.metrics)
  }

  /// Checks that the model takes the examples, and its loss their targets.
  private func require(_ examples: Examples, _ compiled: Compilation) throws {
    let output = try requireInput(examples.x)
    try requireTargets(examples.y, output: output, compiled.loss)
    try examples.requireLabels(below: outputWidth)
  }

  /// The size of the last axis of what the model gives.
  var outputWidth: Int? { layers.last?.outline.outputShape.axes.last ?? nil }
}

/// Writes down a model's epochs.
private final class HistoryRecord: Callback {
  private let model: Sequential

  init(of model: Sequential) { self.model = model }

  func observe(_ event: TrainingEvent, in run: TrainingRun) -> TrainingDecision {
    if case .epoch(let report, _, _) = event {
      model.history.epochs.append(report)
      model.history.bestEpoch = run.history.bestEpoch
    }
    return .goOn
  }

  var memory: History { model.history }
  func restore(_ memory: History) { model.history = memory }
}

extension Compilation {
  /// What must be the same where training goes on.
  fileprivate var conditions: [TrainingCondition] {
    [
      .option("optimizer rule", optimizer.builtIn.map { "\($0)" } ?? optimizer.name),
      .option("loss function", loss.builtIn.map { "\($0)" } ?? loss.name),
    ]
  }
}
