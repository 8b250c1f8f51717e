import RecurrentLayers

/// All that a trainer's next step depends on besides its batch: weights, the optimiser's memory, the learning rate, the
/// counts of steps and epochs, and the random state.
///
/// In a loop of one's own, with whatever else the loop remembers:
/// ```swift
/// struct Place: Codable {
///   var trainer: TrainerState
///   var window: Int
///   var state: RecurrentState?
/// }
/// let folder = CheckpointFolder(in: "model")
/// try folder.save(Place(trainer: trainer.memory, window: window, state: state))
///
/// if let place = try folder.load(Place.self) { try trainer.restore(place.trainer) }
/// ```
public struct TrainerState: Codable, Sendable {
  let position: TrainingPosition
  /// In the order of the store.
  let weights: Tensor
  let optimizer: OptimizerState
}

extension Trainer: Resumable {
  public var memory: TrainerState {
    TrainerState(position: position, weights: optimizer.parameters.values, optimizer: optimizer.state)
  }

  /// Goes on from where `memory` was taken, with the same network and optimiser.
  ///
  /// - Throws: ``CheckpointMismatch`` where they are others.
  public func restore(_ memory: TrainerState) throws {
    try memory.position.requireUsable()
    let (shape, expected) = (memory.weights.shape, optimizer.parameters.values.shape)
    guard shape == expected else { throw CheckpointMismatch("size of the network", saved: shape, now: expected) }
    let (saved, now) = (memory.optimizer.buffers.mapValues(\.shape), optimizer.state.buffers.mapValues(\.shape))
    guard saved == now, memory.optimizer.step >= 0 else {
      throw CheckpointMismatch("the optimiser's memory", saved: saved.keys.sorted(), now: now.keys.sorted())
    }
    optimizer.parameters.values = memory.weights
    optimizer.state = memory.optimizer
    position = memory.position
  }

  /// What must be the same to go on.
  var conditions: [TrainingCondition] {
    var network = Fingerprint()
    for named in optimizer.parameters.parameters {
      network.add(named.name)
      network.add(named.parameter.shape)
    }
    let cut: [TrainingCondition] = shards.map { $0 > 1 ? [.option("shards", $0)] : [] } ?? []
    return cut + [
      .derived("network", network.text), .derived("optimizer", "\(type(of: optimizer))"),
      .derived("clipping norm", clippingNorm.map { "\($0)" } ?? "none"), .derived("schedules", "\(schedules)"),
    ]
  }
}
