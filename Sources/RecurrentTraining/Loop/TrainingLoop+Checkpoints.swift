import RecurrentLayers

/// A run as a state that is saved and gone on from.
extension TrainingLoop {
  // MARK: Saving

  /// - Parameter steps: taken so far; nil at an epoch's end.
  func saveIfDue(afterSteps steps: Int?) throws {
    if try agree(pace?.isDue(afterSteps: steps) == true) { try save() }
  }

  /// A run that is over can be gone on with too, with more epochs.
  func saveEnd() throws {
    checkpoints?.standby?.hold(nil)
    guard let checkpoints, checkpoints.schedule != .never else { return }
    if try agree(!isSaved) { try save() }
  }

  /// The first rank writes, when all have told it their part. A disk that is full for a while does not end a training.
  private func save() throws {
    guard let checkpoints else { return }
    try learner.gatherMemory(on: communicator)
    guard isFirstRank else { return }
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
    try learner.gatherMemory(on: communicator)
    if isFirstRank { standby.hold(try checkpoints.store.stage(state)) }
  }

  /// Lets callbacks that take long stand by too. Of several ranks the others would have to do so with the first.
  func letCallbacksStandBy() {
    guard communicator.size == 1 else { return }
    run.standBy = { [unowned self] isReady in
      // What cannot be made ready is not saved from elsewhere.
      if isReady { try? standBy() } else { checkpoints?.standby?.hold(nil) }
    }
  }

  /// What the first rank thinks, on all that have checkpoints.
  private func agree(_ opinion: Bool) throws -> Bool {
    guard checkpoints != nil, communicator.size > 1 else { return opinion }
    return try communicator.agree(on: opinion ? 1 : 0) == 1
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

  // MARK: Going on

  /// Takes up the last checkpoint, where that is wanted.
  func resume() throws {
    guard let checkpoints else { return }
    guard checkpoints.resumes else {
      if isFirstRank, try !checkpoints.store.isEmpty { checkpoints.onNotice(.replaces) }
      return
    }
    let notify = isFirstRank ? checkpoints.onNotice : { _ in }
    func warn(_ damage: any Error) { notify(.damaged(damage)) }
    let isFound = try checkpoints.store.load(onDamage: warn) { decoder in
      try restore(RunState(from: decoder), notify)
    }
    if !isFound { notify(.noneYet) }
  }

  /// Checks that all ranks are about to train the same: data and options, kernels, weights and the place to go on from.
  func requireSameTraining() throws {
    guard communicator.size > 1 else { return }
    let trainer = run.trainer
    var print = Fingerprint()
    print.add(trainer.optimizer.parameters.values)
    let place = "epoch \(trainer.epochs + 1), step \(trainer.steps)"
    let own =
      conditions + [
        .derived("last epoch", String(run.lastEpoch)),
        .derived("kernels", kernels), .derived("place in the training", place), .derived("weights", print.text),
      ]
    var writer = ByteWriter()
    for condition in own {
      var print = Fingerprint()
      print.add("\(condition.name): \(condition.value)")
      writer.add(print.hash)
    }
    let all = try communicator.gatherEverywhere(writer.bytes)
    for (rank, bytes) in all.enumerated() where bytes != all[0] {
      let size = MemoryLayout<UInt64>.size
      let differing = own.indices.first { index in
        let bounds = (index * size)..<((index + 1) * size)
        return bytes.count != all[0].count || bytes[bounds] != all[0][bounds]
      }
      throw RankError.differs(rank: rank, what: differing.map { own[$0].name } ?? "data")
    }
  }

  private func restore(_ saved: RunState, _ notify: (CheckpointNotice) -> Void) throws {
    try CheckpointMismatch.check(saved: saved.conditions, now: conditions)
    try saved.requireUsable(callbacks: rememberingCallbacks.count, weights: bestWeights.shape)
    try requireLength(of: saved.trainer.position.epochs - saved.epochsBefore)
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

  /// Checks that the run is as long as what is done of it.
  private func requireLength(of epochs: Int) throws(CheckpointMismatch) {
    guard let length = checkpoints?.length, run.epochCount < epochs else { return }
    let (option, done) = length(epochs)
    throw CheckpointMismatch(option, saved: "\(done) and more, which are done", now: length(run.epochCount).count)
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
