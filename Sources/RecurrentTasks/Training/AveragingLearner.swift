import RecurrentLayers
import RecurrentTraining

/// Learns as another learner does, and leaves after each epoch the running average of the weights (Polyak and Juditsky
/// 1992) in the place of the last ones: what is measured, kept and saved is the average.
final class AveragingLearner<Base: Learner>: Learner {
  private var learner: Base
  private let parameters: ParameterStore
  private let decay: Float
  private var average: Tensor
  private var steps = 0
  /// The weights to go on learning from, while the average is in their place.
  private var learned: Tensor?
  /// An average over every tenth step is as good as one over all, and costs a tenth.
  private let stride = 10

  /// - Parameter decay: what is kept of the average at each step.
  init(_ learner: Base, parameters: ParameterStore, decay: Float) {
    (self.learner, self.parameters, self.decay) = (learner, parameters, decay)
    average = parameters.values
  }

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    if let learned { parameters.values = learned }
    let progress = try learner.runEpoch(trainer) { progress in
      steps += 1
      if steps % stride == 0 { update() }
      try onProgress(progress)
    }
    learned = parameters.values
    if steps >= stride { parameters.values = average }
    return progress
  }

  func validate() throws -> Evaluation? { try learner.validate() }

  func gatherMemory(on communicator: any Communicator) throws { try learner.gatherMemory(on: communicator) }

  // MARK: Going on

  struct Memory: Codable {
    fileprivate let average: Tensor
    fileprivate let steps: Int
    fileprivate let learned: Tensor?
    fileprivate let learner: Base.Memory
  }

  var memory: Memory { Memory(average: average, steps: steps, learned: learned, learner: learner.memory) }

  func restore(_ memory: Memory) throws {
    let shapes = [memory.average, memory.learned ?? average].map(\.shape)
    guard shapes.allSatisfy({ $0 == average.shape }), (0...(1 << 48)).contains(memory.steps) else {
      throw CheckpointMismatch("size of the average", saved: shapes, now: average.shape)
    }
    try learner.restore(memory.learner)
    (average, steps, learned) = (memory.average, memory.steps, memory.learned)
  }

  var conditions: [TrainingCondition] { learner.conditions }

  /// At first the average forgets faster, so that the weights that training began with do not stay in it.
  private func update() {
    let updates = Float(steps / stride)
    var kept: Float = 1
    for _ in 0..<stride { kept *= decay }
    kept = min(kept, updates / (updates + 9))
    parameters.blend(into: &average, keeping: kept)
  }
}
