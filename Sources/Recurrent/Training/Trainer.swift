/// The loop around a model: steps, epochs, learning-rate decay and progress, for any data and any loss.
///
/// ```swift
/// let trainer = Trainer(Adam(ParameterStore(model), learningRate: 2e-3), clippingNorm: 5, seed: 1)
/// for epoch in 1...10 {
///   model.lstm.resetState()
///   let summary = try trainer.runEpoch(stream) { window in
///     model.decoder.softmaxCrossEntropy(of: model(window.inputs), targets: window.targets)
///   }
/// }
/// ```
public final class Trainer {
  public let optimizer: any Optimizer
  /// See ``Optimizer/step(clippingNorm:)``.
  public var clippingNorm: Float?
  /// Where dropout masks come from; its state belongs into a checkpoint.
  public let random: RandomSource
  public var decay: LearningRateDecay?
  /// Epochs finished.
  public private(set) var epochs = 0
  /// Steps taken.
  public private(set) var steps = 0

  public init(
    _ optimizer: any Optimizer, clippingNorm: Float? = nil, decay: LearningRateDecay? = nil, seed: UInt64 = 0
  ) {
    self.optimizer = optimizer
    self.clippingNorm = clippingNorm
    self.decay = decay
    random = RandomSource(seed: seed)
  }

  /// One step: the loss with dropout active, its gradient, clipping and the update.
  ///
  /// - Returns: The loss.
  /// - Throws: ``TrainingError``, with the parameters as they were before the step; and what `loss` throws.
  @discardableResult
  public func step(_ loss: () throws -> Tensor) throws -> Float {
    let value = try withRandomSource(random) {
      try withTraining { try optimizer.parameters.withGradients(loss) }
    }
    try optimizer.step(clippingNorm: clippingNorm)
    steps += 1
    return value
  }

  /// Steps through `batches` once, then decays the learning rate if it is due.
  ///
  /// - Parameters:
  ///   - weight: how much a batch counts in the mean loss and in the speed: its tokens or examples.
  ///   - metrics: the epoch's other figures so far, asked for after each step.
  ///   - onProgress: called after each step. Whatever it throws ends the epoch: cancelling is done so.
  ///   - loss: the mean loss of a batch.
  @discardableResult
  public func runEpoch<Batch>(
    _ batches: some Sequence<Batch>, weight: (Batch) -> Int = { _ in 1 },
    metrics: () -> [String: Double] = { [:] }, onProgress: (TrainingProgress) throws -> Void = { _ in },
    loss: (Batch) throws -> Tensor
  ) throws -> TrainingProgress {
    var progress = TrainingProgress(
      epoch: epochs + 1, batchCount: batches.underestimatedCount, learningRate: optimizer.learningRate)
    let clock = ContinuousClock()
    let start = clock.now
    for batch in batches {
      let value = try step { try loss(batch) }
      progress.add(loss: value, weight: weight(batch), metrics: metrics(), elapsed: clock.now - start)
      try onProgress(progress)
    }
    epochs += 1
    if let decay { optimizer.learningRate *= decay.factor(afterEpoch: epochs) }
    return progress
  }
}

/// Multiplies the learning rate after each epoch past a number of them: the schedule of word language models (Zaremba et
/// al. 2014).
public struct LearningRateDecay: Sendable, Codable, Equatable {
  /// Epochs at the full learning rate.
  public var afterEpoch: Int
  public var factor: Float

  public init(afterEpoch: Int, factor: Float) {
    self.afterEpoch = afterEpoch
    self.factor = factor
  }

  func factor(afterEpoch epoch: Int) -> Float { epoch >= afterEpoch ? factor : 1 }
}
