import RecurrentLayers

/// The loop around a model: steps, epochs, learning-rate schedules and progress, for any data and any loss.
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
  /// What turns gradients into steps.
  public let optimizer: any Optimizer
  /// See ``Optimizer/step(clippingNorm:)``.
  public var clippingNorm: Float? { didSet { checkClippingNorm(clippingNorm, "Trainer") } }
  /// Where dropout masks come from; its state belongs into a checkpoint.
  public let random: RandomSource
  /// What the learning rate is multiplied by at each step; several multiply.
  public var schedules: [LearningRateSchedule] { didSet { applySchedules() } }
  /// The learning rate before schedules: what callbacks change.
  public var learningRate: Float {
    get { schedules.isEmpty ? optimizer.learningRate : unscheduledRate }
    set {
      unscheduledRate = newValue
      optimizer.learningRate = newValue
      applySchedules()
    }
  }
  private var unscheduledRate: Float
  /// Epochs finished.
  public private(set) var epochs = 0
  /// Steps taken.
  public private(set) var steps = 0
  /// What the last step was like; nil before the first.
  public private(set) var lastStep: StepFigures?
  /// How much of a run is done, 0...1; 0 outside one.
  var share = 0.0 { didSet { applySchedules() } }
  /// Where the next epoch goes on; nil: at its beginning.
  var resumption: EpochResumption?

  /// How far training has come: with the weights and the optimiser's state all that the next step depends on.
  var position: TrainingPosition {
    get { TrainingPosition(epochs: epochs, steps: steps, learningRate: learningRate, random: random.state) }
    set {
      (epochs, steps, random.state) = (newValue.epochs, newValue.steps, newValue.random)
      learningRate = newValue.learningRate
    }
  }

  /// Trains what `optimizer` changes; all its chance comes from `seed`.
  public init(
    _ optimizer: any Optimizer, clippingNorm: Float? = nil, schedules: [LearningRateSchedule] = [], seed: UInt64 = 0
  ) {
    checkClippingNorm(clippingNorm, "Trainer")
    self.optimizer = optimizer
    self.clippingNorm = clippingNorm
    self.schedules = schedules
    unscheduledRate = optimizer.learningRate
    random = RandomSource(seed: seed)
    applySchedules()
  }

  /// One step: the loss with dropout active, its gradient, clipping and the update.
  ///
  /// - Returns: The loss.
  /// - Throws: ``TrainingError``, with the parameters as they were before the step; and what `loss` throws.
  @discardableResult
  public func step(_ loss: () throws -> Tensor) throws -> Float {
    let value = try withRandomSource(random) { try optimizer.parameters.withGradients(loss) }
    let norm = try optimizer.step(clippingNorm: clippingNorm)
    steps += 1
    lastStep = StepFigures(
      loss: value, learningRate: optimizer.learningRate, gradientNorm: norm,
      isClipped: clippingNorm.map { norm > Double($0) } ?? false)
    applySchedules()
    return value
  }

  /// Steps through `batches` once, and counts an epoch. Where training goes on from a checkpoint inside an epoch, the
  /// batches that were learned from before are left out.
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
    var rest = batches.makeIterator()
    if let resumption = resumption.take() {
      progress = resumption.progress
      for _ in 0..<progress.batchesDone where rest.next() == nil { break }
      try resumption.restore()
    }
    let clock = ContinuousClock()
    let start = clock.now - .seconds(progress.seconds)
    while let batch = rest.next() {
      let value = try step { try loss(batch) }
      progress.add(loss: value, weight: weight(batch), metrics: metrics(), elapsed: clock.now - start)
      try onProgress(progress)
    }
    epochs += 1
    applySchedules()
    return progress
  }

  /// Sets the rate of the next step.
  private func applySchedules() {
    guard !schedules.isEmpty else { return }
    let factor = schedules.reduce(1) { $0 * $1.factor(steps: steps, epochs: epochs, share: share) }
    optimizer.learningRate = Float(Double(unscheduledRate) * factor)
  }
}
