import RecurrentLayers

extension FittableModule {
  /// Trains the module: `epochs` passes over the examples, in batches. What it shares with
  /// ``Sequential/fit(_:_:batchSize:epochs:validationSplit:validationData:shuffle:classWeight:sampleWeight:callbacks:checkpoints:shards:verbose:)``
  /// means the same.
  ///
  /// - Parameters:
  ///   - trainer: takes the steps, and goes on from one call to the next. Its optimiser has the module's parameters.
  ///   - metrics: figures besides the loss, empty ones.
  /// - Throws: ``DataError`` where there is nothing to learn from or a number is not finite, before the first step;
  ///   ``TrainingDivergence``; what `callbacks` throw.
  @discardableResult
  public func fit(
    _ x: some SamplesConvertible, _ y: some SamplesConvertible, trainer: Trainer, loss: Loss,
    metrics: [any Metric] = [], batchSize: Int = 32, epochs: Int = 1, validationSplit: Double = 0,
    validationData: (x: any SamplesConvertible, y: any SamplesConvertible)? = nil, shuffle: Bool = true,
    classWeight: [Int: Float]? = nil, sampleWeight: Tensor? = nil, callbacks: [any Callback] = [],
    checkpoints: Checkpoints? = nil, shards: Int? = nil, verbose: Bool = true
  ) throws -> History {
    check(batchSize >= 1, "fit", "batchSize", expected: "at least 1", got: batchSize)
    let data = try FittingData(
      x, y, weights: sampleWeight, validationSplit: validationSplit, validationData: validationData, "fit")
    for part in data.parts { try require(part) }
    let learner = data.learner(
      task(loss, metrics), batchSize: batchSize, shuffles: shuffle, classWeight: classWeight)
    if let shards { trainer.shards = shards }
    let progress: [any Callback] = verbose ? TerminalProgress.ifTerminal() : []
    return try trainer.run(
      learner, epochs: epochs, monitor: nil, callbacks: callbacks + progress, checkpoints: checkpoints
    ).history
  }

  /// Measures the module: the loss and metrics over all examples.
  ///
  /// - Throws: ``DataError``, as
  ///   ``fit(_:_:trainer:loss:metrics:batchSize:epochs:validationSplit:validationData:shuffle:classWeight:sampleWeight:callbacks:checkpoints:shards:verbose:)``.
  public func evaluate(
    _ x: some SamplesConvertible, _ y: some SamplesConvertible, loss: Loss, metrics: [any Metric] = [],
    batchSize: Int = 32, sampleWeight: Tensor? = nil
  ) throws -> Evaluation {
    let examples = try Examples(x, y, weights: sampleWeight)
    try require(examples)
    return task(loss, metrics).evaluate(examples, batchSize: batchSize)
  }

  /// What the module makes of examples: `[examples, ...]`, in their order.
  ///
  /// - Throws: ``DataError`` where there are none, or what is not finite.
  public func predict(_ x: some SamplesConvertible, batchSize: Int = 32) throws -> Tensor {
    let (samples, lengths) = (try x.samples, x.sequenceLengths)
    guard samples.count > 0 else { throw DataError.empty }
    _ = try Input(samples)
    try samples.requireFinite("input")
    try samples.requireLengths(lengths)
    return samples.outputs(forward, lengths: lengths, batchSize: batchSize)
  }

  private func require(_ examples: Examples) throws(DataError) { _ = try Input(examples.x) }

  private func task(_ loss: Loss, _ metrics: [any Metric]) -> ExamplesTask {
    ExamplesTask(module: self, forward: forward, loss: loss, metrics: metrics)
  }

  /// Where a length counts a step, the loss does too.
  private func forward(_ x: Samples, lengths: [Int]?) -> (output: Tensor, mask: SequenceMask?) {
    guard let input = try? Input(x) else { preconditionFailure("the kind of the examples was checked before") }
    let output = self(input, lengths: lengths)
    let isSequence = output.rank > 2 && x.shape.count > 1 && output.shape[1] == x.shape[1]
    return (output, isSequence ? lengths.map { SequenceMask(lengths: $0, steps: x.shape[1]) } : nil)
  }
}
