import RecurrentLayers

/// What a network of whole examples remembers of each shard: the states of its stateful layers. And what it tells of a
/// shard, so that every rank counts the same: predictions for the metrics, and the running figures of normalisations.
final class ExamplesShards {
  private let task: ExamplesTask
  private let layers: [RecurrentLayer]
  /// Parameters that follow the batches.
  private let followers: [Parameter]
  /// Of each stateful layer.
  private var states: [ShardStates]

  init(_ task: ExamplesTask) {
    self.task = task
    layers = task.module.statefulLayers
    followers = task.followers
    states = layers.map { ShardStates($0.state) }
  }

  /// - Parameter measure: sees each shard's batch, in their order.
  /// - Returns: The mean loss.
  func step(
    _ trainer: Trainer, _ examples: Examples, _ positions: [Int], _ measure: (Loss.Batch) -> Void
  ) throws -> Float {
    let before = followers.map(\.value)
    let (loss, notes) = try trainer.stepWithNotes(rows: positions.count) { shard in
      for (layer, state) in zip(layers, states) { layer.state = state[shard] }
      for (follower, value) in zip(followers, before) { follower.value = value }
      let batch = task.batch(examples.rows(Array(positions[shard.rows])))
      for index in layers.indices { states[index][shard] = layers[index].state }
      var result = ShardLoss(loss: task.loss(batch), weight: task.loss.weight(of: batch))
      result.notes = followers.map(\.value) + (task.metrics.isEmpty ? [] : Self.notes(of: batch))
      return result
    }
    let cuts = notes.indices.map { Shard($0, of: trainer.shards ?? 1, batchRows: positions.count) }
    follow(notes, cuts)
    guard !task.metrics.isEmpty else { return loss }
    for (shard, notes) in zip(cuts, notes) {
      let part = examples.rows(Array(positions[shard.rows]))
      measure(Self.batch(of: part, Array(notes[followers.count...])))
    }
    return loss
  }

  /// The mean of what the shards made of the running figures, by their rows.
  private func follow(_ notes: [[Tensor]], _ cuts: [Shard]) {
    for (index, follower) in followers.enumerated() {
      var mean = Tensor.zeros(follower.shape)
      for (shard, notes) in zip(cuts, notes) {
        mean = mean + notes[index] * (Float(shard.rows.count) / Float(shard.batchRows))
      }
      follower.value = mean
    }
  }

  private static func notes(of batch: Loss.Batch) -> [Tensor] {
    let counts = batch.mask.map { mask in
      Tensor(shape: [mask.batch, mask.steps], scalars: mask.counts.map { $0 ? 1 : 0 })
    }
    return [batch.predictions] + (counts.map { [$0] } ?? [])
  }

  private static func batch(of part: Examples, _ notes: [Tensor]) -> Loss.Batch {
    let mask =
      notes.count < 2
      ? nil
      : SequenceMask(batch: notes[1].shape[0], steps: notes[1].shape[1], counts: notes[1].scalars.map { $0 != 0 })
    return Loss.Batch(predictions: notes[0], targets: part.y, weights: part.weights, mask: mask)
  }

  /// Gives the layers the states of all rows, put together from all ranks.
  func gather(on communicator: any Communicator) throws {
    for index in states.indices {
      try states[index].gather(on: communicator)
      layers[index].state = states[index].whole
    }
  }
}
