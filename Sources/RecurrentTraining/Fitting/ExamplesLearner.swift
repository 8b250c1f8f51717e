import RecurrentLayers

/// A network that takes whole examples, the loss and figures it is measured by, and the examples that it learns from.
final class ExamplesLearner: Learner {
  let task: ExamplesTask
  let examples: Examples
  let validation: Examples?
  let batchSize: Int
  let shuffles: Bool
  /// Those of the epoch so far.
  private var metrics: [any Metric]
  /// Inside an epoch of batches that are cut.
  private var shards: ExamplesShards?

  init(_ task: ExamplesTask, _ examples: Examples, validation: Examples?, batchSize: Int, shuffles: Bool) {
    (self.task, self.examples, self.validation) = (task, examples, validation)
    (self.batchSize, self.shuffles, metrics) = (batchSize, shuffles, task.metrics)
  }

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    let batches = trainer.random.withGenerator { generator in
      shuffles
        ? Batches(count: examples.count, batchSize: batchSize, shuffledBy: &generator)
        : Batches(count: examples.count, batchSize: batchSize)
    }
    metrics = task.metrics
    shards = try trainer.requireShards(for: Ranks.current.size) > 1 ? ExamplesShards(task) : nil
    let progress = try trainer.runEpoch(
      batches, weight: \.count, metrics: { metrics.figures }, onProgress: onProgress,
      takeStep: { try takeStep(trainer, $0) })
    try gatherMemory(on: Ranks.current)
    shards = nil
    return progress
  }

  /// - Returns: The mean loss.
  private func takeStep(_ trainer: Trainer, _ positions: [Int]) throws -> Float {
    guard let shards else {
      return try trainer.step {
        let batch = task.batch(examples.rows(positions))
        for index in metrics.indices { metrics[index].add(batch) }
        return task.loss(batch)
      }
    }
    return try shards.step(trainer, examples, positions) { batch in
      for index in metrics.indices { metrics[index].add(batch) }
    }
  }

  func gatherMemory(on communicator: any Communicator) throws { try shards?.gather(on: communicator) }

  // MARK: Going on

  struct Memory: Codable {
    fileprivate let states: [RecurrentState?]
    fileprivate let metrics: [AnyMemory]
    /// Of parameters that follow the batches; older checkpoints do not have them.
    fileprivate let followers: [Tensor]?
  }

  var memory: Memory {
    Memory(
      states: task.module.carriedStates, metrics: metrics.map { AnyMemory($0) }, followers: task.followers.map(\.value))
  }

  func restore(_ memory: Memory) throws {
    let layers = task.module.statefulLayers
    guard memory.states.count == layers.count, memory.metrics.count == metrics.count else {
      throw CheckpointMismatch(
        "numbers of stateful layers and metrics", saved: "\(memory.states.count), \(memory.metrics.count)",
        now: "\(layers.count), \(metrics.count)")
    }
    for (layer, state) in zip(layers, memory.states) {
      guard let state else { continue }
      try state.requireShape(of: layer.initialState(batch: batchSize), "state of a layer", anyBatch: true)
    }
    let followers = task.followers
    if let values = memory.followers {
      let (saved, now) = (values.map(\.shape), followers.map(\.shape))
      guard saved == now else { throw CheckpointMismatch("running figures", saved: saved, now: now) }
      for (follower, value) in zip(followers, values) { follower.value = value }
    }
    task.module.carriedStates = memory.states
    if shards != nil { shards = ExamplesShards(task) }
    metrics = try zip(metrics, memory.metrics).map { try $0.restored($1) }
  }

  var conditions: [TrainingCondition] {
    [
      .data("training data", fingerprint: examples.fingerprint),
      .data("validation data", fingerprint: validation?.fingerprint ?? "none"),
      .option("batchSize", batchSize), .option("shuffle", shuffles), .option("loss", task.loss.name),
      .option("metrics", task.metrics.map(\.name).joined(separator: ", ")),
    ]
  }

  var figures: Set<String>? {
    let measured = ["loss"] + task.metrics.map(\.name)
    return Set(measured + ["learning_rate"] + (validation == nil ? [] : measured.map { "val_" + $0 }))
  }

  func validate() -> Evaluation? { validation.map { task.evaluate($0, batchSize: batchSize) } }
}

/// What turns examples into outputs, and how these are measured.
struct ExamplesTask {
  /// What is inside `forward`.
  let module: any Module
  let forward: (Samples, _ lengths: [Int]?) -> (output: Tensor, mask: SequenceMask?)
  let loss: Loss
  let metrics: [any Metric]

  /// Parameters that follow the batches and do not learn: the running figures of normalisations.
  var followers: [Parameter] { module.namedParameters.map(\.parameter).filter { !$0.isTrained } }

  /// What the network makes of examples, beside what it should.
  func batch(_ part: Examples) -> Loss.Batch {
    let (output, mask) = forward(part.x, part.lengths)
    return Loss.Batch(predictions: output, targets: part.y, weights: part.weights, mask: mask)
  }

  /// The mean loss and the metrics over all examples.
  func evaluate(_ examples: Examples, batchSize: Int) -> Evaluation {
    var metrics = metrics
    var (sum, weight) = (0.0, 0.0)
    for positions in Batches(count: examples.count, batchSize: batchSize) {
      let batch = batch(examples.rows(positions))
      let count = loss.weight(of: batch)
      if count > 0 { sum += Double(loss(batch).item) * count }
      weight += count
      for index in metrics.indices { metrics[index].add(batch) }
    }
    return Evaluation(loss: weight > 0 ? sum / weight : 0, metrics: metrics.figures)
  }
}

extension Samples {
  /// What a network makes of the examples, in their order.
  func outputs(
    _ forward: (Samples, _ lengths: [Int]?) -> (output: Tensor, mask: SequenceMask?), lengths: [Int]?, batchSize: Int
  ) -> Tensor {
    let parts = Batches(count: count, batchSize: batchSize).map { positions in
      forward(rows(positions), lengths.map { lengths in positions.map { lengths[$0] } }).output
    }
    return parts.count == 1 ? parts[0] : Tensor(concatenating: parts, axis: 0)
  }
}

extension Metric {
  /// With what it had gathered.
  fileprivate func restored(_ memory: AnyMemory) throws -> any Metric {
    var metric = self
    try memory.restore(&metric)
    return metric
  }

  /// Metrics do not heed the weights of examples, as in Keras.
  mutating func add(_ batch: Loss.Batch) {
    add(predictions: batch.predictions, targets: batch.targets, mask: batch.mask)
  }
}

extension [any Metric] {
  var figures: [String: Double] { Dictionary(uniqueKeysWithValues: map { ($0.name, $0.value) }) }
}
