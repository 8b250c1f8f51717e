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
  /// Into how many ``Shard``s a batch is cut; nil, or 1 where there is one rank: it is learned from as a whole.
  public var shards: Int? {
    didSet { if let shards { check(shards >= 1, "Trainer", "shards", expected: "at least 1", got: shards) } }
  }
  /// Made at the first step that needs it.
  private var sharded: ShardedGradients?
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
    try update(loss: value, gradientDivisor: 1)
    return value
  }

  /// One step on a batch that may be cut into ``shards``: the same bits on any number of ranks.
  ///
  /// - Parameters:
  ///   - rows: of the batch.
  ///   - loss: of one shard, which asks for its rows. It is called on the rank that the shard falls to.
  /// - Returns: The mean loss of the batch.
  /// - Throws: as ``step(_:)``, and ``RankError``.
  @discardableResult
  public func step(rows: Int, _ loss: (Shard) throws -> ShardLoss) throws -> Float {
    try stepWithNotes(rows: rows, loss).loss
  }

  /// - Returns: Also the notes of each shard that has rows.
  func stepWithNotes(
    rows: Int, _ loss: (Shard) throws -> ShardLoss
  ) throws -> (loss: Float, notes: [[Tensor]]) {
    let communicator = Ranks.current
    let count = try requireShards(for: communicator.size)
    guard count > 1 else {
      var notes: [Tensor] = []
      let value = try step {
        let result = try loss(Shard(0, of: 1, batchRows: rows))
        notes = result.notes.map { $0.detached() }
        return result.loss
      }
      return (value, [notes])
    }
    let outcome = try withRandomSource(random) {
      try gradients(count, communicator).compute(rows: rows, random: random, loss)
    }
    try update(loss: outcome.loss, gradientDivisor: outcome.weight)
    return (outcome.loss, outcome.notes)
  }

  /// How many shards there are.
  ///
  /// - Throws: ``RankError/shardsNeeded(ranks:)``, ``RankError/tooFewShards(_:ranks:)``.
  @discardableResult
  func requireShards(for ranks: Int) throws(RankError) -> Int {
    guard let shards else {
      guard ranks == 1 else { throw .shardsNeeded(ranks: ranks) }
      return 1
    }
    guard shards >= ranks else { throw .tooFewShards(shards, ranks: ranks) }
    return shards
  }

  private func gradients(_ count: Int, _ communicator: any Communicator) -> ShardedGradients {
    if let sharded, sharded.count == count, sharded.communicator === communicator { return sharded }
    let made = ShardedGradients(optimizer.parameters, count: count, communicator: communicator)
    sharded = made
    return made
  }

  private func update(loss value: Float, gradientDivisor: Double) throws {
    let norm = try optimizer.step(clippingNorm: clippingNorm, gradientDivisor: gradientDivisor)
    steps += 1
    lastStep = StepFigures(
      loss: value, learningRate: optimizer.learningRate, gradientNorm: norm,
      isClipped: clippingNorm.map { norm > Double($0) } ?? false, gradientDivisor: gradientDivisor)
    applySchedules()
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
    check(shards ?? 1 == 1, "Trainer.runEpoch", "shards of a loss of whole batches", expected: 1, got: shards ?? 1)
    return try runEpoch(
      batches, weight: weight, metrics: metrics, onProgress: onProgress,
      takeStep: { batch in try step { try loss(batch) } }
    )
  }

  /// The same with batches that may be cut into ``shards``.
  ///
  /// - Parameters:
  ///   - rows: of a batch.
  ///   - loss: of one shard of a batch; see ``step(rows:_:)``.
  @discardableResult
  public func runEpoch<Batch>(
    _ batches: some Sequence<Batch>, rows: (Batch) -> Int, weight: (Batch) -> Int = { _ in 1 },
    onProgress: (TrainingProgress) throws -> Void = { _ in }, loss: (Batch, Shard) throws -> ShardLoss
  ) throws -> TrainingProgress {
    try runEpoch(
      batches, weight: weight, metrics: { [:] }, onProgress: onProgress,
      takeStep: { batch in try step(rows: rows(batch)) { try loss(batch, $0) } })
  }

  /// - Parameter takeStep: takes the step of a batch, and returns its mean loss.
  func runEpoch<Batch>(
    _ batches: some Sequence<Batch>, weight: (Batch) -> Int, metrics: () -> [String: Double],
    onProgress: (TrainingProgress) throws -> Void, takeStep: (Batch) throws -> Float
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
      let value = try takeStep(batch)
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
