import Recurrent

/// DistributedTraining.md, a fit.
func fitWithOthers(_ model: Sequential, _ x: Tensor, _ y: Tensor) throws {
  let ranks = try MPICommunicator()
  try withCommunicator(ranks) {
    try model.fit(x, y, batchSize: 64, epochs: 10, shards: 8)
    if ranks.rank == 0 { try model.save(to: "model") }
  }
  try ranks.finish()
}

/// DistributedTraining.md, a step.
func step(_ trainer: Trainer, _ model: Regression, _ x: Tensor, _ y: Tensor) throws {
  trainer.shards = 8
  try trainer.step(rows: x.shape[0]) { shard in
    let (inputs, targets) = (x.slice(shard.rows, axis: 0), y.slice(shard.rows, axis: 0))
    return ShardLoss(loss: meanSquaredError(model(inputs), targets: targets), weight: Double(shard.rows.count))
  }
}
