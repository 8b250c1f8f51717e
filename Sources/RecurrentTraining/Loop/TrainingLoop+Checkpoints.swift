import RecurrentLayers

/// A run as a state that is saved and gone on from.
extension TrainingLoop {
  // MARK: Saving

  /// - Parameter steps: taken so far; nil at an epoch's end.
  func saveIfDue(afterSteps steps: Int?) {
    if pace?.isDue(afterSteps: steps) == true { save() }
  }

  /// A run that is over can be gone on with too, with more epochs.
  func saveEnd() {
    checkpoints?.standby?.hold(nil)
    if let checkpoints, checkpoints.schedule != .never, !isSaved { save() }
  }

  /// A disk that is full for a while does not end a training.
  private func save() {
    guard let checkpoints else { return }
    do {
      try pace?.save { try checkpoints.store.stage(state)() }
      isSaved = true
    } catch {
      checkpoints.onNotice(.notSaved(error))
    }
  }

  /// Before the epoch is measured.
  func standBy() throws {
    guard let checkpoints, let standby = checkpoints.standby, checkpoints.schedule != .never else { return }
    standby.hold(try checkpoints.store.stage(state))
  }

  private var state: RunState {
    RunState(
      conditions: conditions, kernels: kernels, epochsBefore: run.epochsBefore, lastEpoch: run.lastEpoch,
      share: run.trainer.share, leastShare: leastShare, history: run.history, trace: run.trace, place: place,
      isStopped: isStopped, trainer: run.trainer.memory, bestWeights: bestWeights, learner: AnyMemory(learner),
      callbacks: rememberingCallbacks.map { AnyMemory($0) })
  }

  /// Those that remember nothing may come and go.
  private var rememberingCallbacks: [any Callback] { callbacks.filter(\.remembers) }

  private var kernels: String {
    let compute = Compute.current
    let precision = compute.precision ?? .float32
    let products = precision == .float32 ? "" : ", products: \(precision.rawValue)"
    return "\(compute.backend.name), \(compute.backend.summary)" + products
  }

  // MARK: Going on

  /// Takes up the last checkpoint, where that is wanted.
  func resume() throws {
    guard let checkpoints else { return }
    guard checkpoints.resumes else {
      if try !checkpoints.store.isEmpty { checkpoints.onNotice(.replaces) }
      return
    }
    func warn(_ damage: any Error) { checkpoints.onNotice(.damaged(damage)) }
    let isFound = try checkpoints.store.load(onDamage: warn) { decoder in
      try restore(RunState(from: decoder), checkpoints.onNotice)
    }
    if !isFound { checkpoints.onNotice(.noneYet) }
  }

  private func restore(_ saved: RunState, _ notify: (CheckpointNotice) -> Void) throws {
    try CheckpointMismatch.check(saved: saved.conditions, now: conditions)
    try saved.requireUsable(callbacks: rememberingCallbacks.count, weights: bestWeights.shape)
    let trainer = run.trainer
    try trainer.restore(saved.trainer)
    try saved.learner.restore(&learner)
    for (callback, memory) in zip(rememberingCallbacks, saved.callbacks) { try Self.restore(callback, memory) }
    run.epochsBefore = saved.epochsBefore
    (run.history, run.trace) = (saved.history, saved.trace)
    (bestWeights, place, isSaved) = (saved.bestWeights, saved.place, true)
    notify(.resumed(epoch: trainer.epochs + 1, step: saved.place?.progress.batchesDone ?? 0))
    if saved.kernels != kernels { notify(.otherKernels(saved: saved.kernels, now: kernels)) }
    takeUpEpochs(of: saved, notify)
    if let place = saved.place { takeUp(place, of: saved) }
  }

  private static func restore(_ callback: some Callback, _ memory: AnyMemory) throws {
    var callback = callback
    try memory.restore(&callback)
  }

  /// The run may have another number of epochs now.
  private func takeUpEpochs(of saved: RunState, _ notify: (CheckpointNotice) -> Void) {
    let trainer = run.trainer
    guard saved.lastEpoch != run.lastEpoch else {
      (leastShare, isStopped, trainer.share) = (saved.leastShare, saved.isStopped, saved.share)
      return
    }
    let reached = Int(1000 * saved.share)
    let curves = trainer.schedules.compactMap { if case .run(let curve) = $0 { curve } else { nil } }
    leastShare = Double(curves.map { $0.startOfPart(at: reached) }.max() ?? 0) / 1000
    trainer.share = max(leastShare, min(1, saved.share * Double(saved.lastEpoch) / Double(max(1, run.lastEpoch))))
    notify(
      .otherEpochs(
        saved: saved.lastEpoch - saved.epochsBefore, now: run.epochCount, changesRate: !curves.isEmpty))
  }

  /// The epoch's order is drawn again, and the weights are put back behind the steps that were taken.
  private func takeUp(_ place: EpochPlace, of saved: RunState) {
    let trainer = run.trainer
    trainer.random.state = place.random
    trainer.resumption = EpochResumption(progress: place.progress) { [learner] in
      var learner = learner
      try trainer.restore(saved.trainer)
      try saved.learner.restore(&learner)
    }
  }
}
