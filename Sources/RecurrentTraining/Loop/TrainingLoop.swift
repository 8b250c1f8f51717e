import RecurrentLayers

extension Trainer {
  /// Epochs of learning and validation, callbacks, and keeping the best weights: the same for every model and task.
  ///
  /// - Parameters:
  ///   - learner: the model with its data.
  ///   - epochs: how many more; their numbers go on from ``epochs``. Those of a checkpoint that is gone on from count.
  ///   - monitor: in the end the weights are those of the best epoch by this figure; stopped before there is one, as the
  ///     last step left them. Without validation data the last epoch is the best. nil: the weights stay as the last step
  ///     left them, always.
  ///   - callbacks: see each step and each epoch in this order.
  ///   - checkpoints: where the run is saved while it goes, and whether it goes on from there; nil: it is not.
  /// - Throws: ``MissingFigure`` where a callback watches a figure that there is not, before the first step where the
  ///   learner's are known; ``CheckpointMismatch`` where a checkpoint is one of another training; ``TrainingDivergence``,
  ///   with the best weights restored; what ``CheckpointStore/claim()`` throws where another training saves in the same
  ///   place; what `learner` and `callbacks` throw.
  @discardableResult
  public func run(
    _ learner: some Learner, epochs: Int, monitor: Monitor? = .validationLoss, callbacks: [any Callback] = [],
    checkpoints: Checkpoints? = nil
  ) throws -> TrainingResult {
    check(epochs >= 0, "Trainer.run", "epochs", expected: "at least 0", got: epochs)
    for case let watched? in callbacks.map(\.monitor) { try watched.requireFigure(in: learner.figures) }
    try requireShards(for: Ranks.current.size)
    let claim = try Ranks.current.rank == 0 ? checkpoints?.claim() : nil
    defer { withExtendedLifetime(claim) {} }
    let run = TrainingRun(trainer: self, epochs: epochs)
    let loop = TrainingLoop(
      learner: learner, run: run, monitor: monitor, callbacks: callbacks, checkpoints: checkpoints)
    for callback in loop.callbacksHere { try callback.begin(run) }
    let result = try loop.execute()
    for callback in loop.callbacksHere { try callback.end(run) }
    return result
  }
}

/// One call of ``Trainer/run(_:epochs:monitor:callbacks:checkpoints:)``.
final class TrainingLoop<Model: Learner> {
  /// Thrown through an epoch by a callback that wants to end the run.
  private struct Ended: Error {
    let decision: TrainingDecision
  }

  var learner: Model
  let run: TrainingRun
  let callbacks: [any Callback]
  /// Those that see the run on this rank.
  var callbacksHere: [any Callback] { callbacks.filter { isFirstRank || $0.isOnEveryRank } }
  /// Those that train together.
  let communicator = Ranks.current
  var isFirstRank: Bool { communicator.rank == 0 }
  private let monitor: Monitor?
  private let clock = ContinuousClock()

  let checkpoints: Checkpoints?
  /// Found once: the data is read for them.
  private(set) lazy var conditions = (checkpoints?.conditions ?? []) + learner.conditions + run.trainer.conditions
  /// What computes, where others have to compute the same: on other ranks, or when the run goes on.
  private(set) var kernels = ""
  /// nil: no checkpoints.
  var pace: CheckpointPace?
  /// Whether the last checkpoint holds all that happened.
  var isSaved = false
  /// Whether a callback stopped the run.
  var isStopped = false
  /// The random state that the epoch began with, and how far the epoch is; nil between epochs.
  var place: EpochPlace?
  /// What of the run is never taken back: where it grew longer, the rate does not rise to its height again.
  var leastShare = 0.0

  /// The weights of the best epoch; before there is one, those that training began with.
  var bestWeights: Tensor
  /// What the last validation took.
  private var validationSeconds = 0.0
  private var (weight, learningSeconds) = (0, 0.0)

  init(
    learner: Model, run: TrainingRun, monitor: Monitor?, callbacks: [any Callback], checkpoints: Checkpoints?
  ) {
    (self.learner, self.run, self.monitor) = (learner, run, monitor)
    (self.callbacks, self.checkpoints) = (callbacks, checkpoints)
    pace = checkpoints.map { CheckpointPace($0.schedule) }
    bestWeights = run.parameters.values
  }

  func execute() throws -> TrainingResult {
    let start = clock.now
    try Compute.current.requireGradients()
    try run.parameters.requireLearning()
    if checkpoints != nil || communicator.size > 1 { kernels = try KernelPrint.text() }
    run.trainer.share = 0
    defer { (run.trainer.share, run.trainer.resumption, run.standBy) = (0, nil, nil) }
    try resume()
    try requireSameTraining()
    letCallbacksStandBy()
    let ending = try runEpochs()
    isStopped = ending == .stopped
    // One that diverged would do so again.
    if case .diverged = ending {} else { try saveEnd() }
    if monitor != nil, run.history.bestEpoch != nil { restoreBest() }
    let speed = TrainingSpeed(
      perSecond: weight > 0 ? Double(weight) / learningSeconds : nil, seconds: seconds(since: start))
    return TrainingResult(history: run.history, speed: speed, ending: ending)
  }

  private func runEpochs() throws -> TrainingResult.Ending {
    if isStopped { return .stopped }
    do {
      while run.trainer.epochs < run.lastEpoch {
        let learned = try learn()
        weight += learned.weight
        learningSeconds += learned.seconds
        let decision = try measure(learned)
        if decision != .goOn { throw Ended(decision: decision) }
        try saveIfDue(afterSteps: nil)
      }
      return .completed
    } catch let ended as Ended {
      return ended.decision == .stop ? .stopped : .paused
    } catch let divergence as TrainingDivergence {
      restoreBest()
      guard callbacks.contains(where: { $0.endsQuietly(after: divergence) }) else { throw divergence }
      return .diverged(divergence)
    }
  }

  private func learn() throws -> TrainingProgress {
    let trainer = run.trainer
    let (epoch, stepsBefore) = (trainer.epochs + 1, trainer.steps - (trainer.resumption?.progress.batchesDone ?? 0))
    let random = trainer.random.state
    return try locating(epoch: epoch, step: trainer.steps - stepsBefore + 1) {
      try learner.runEpoch(trainer) { progress in
        trainer.share = share(of: progress)
        trace(progress, after: place?.progress)
        (place, isSaved) = (EpochPlace(random: random, progress: progress), false)
        let decision = try tell(.step(progress, secondsLeft: secondsLeft(progress)))
        if decision != .goOn { throw Ended(decision: decision) }
        try saveIfDue(afterSteps: trainer.steps)
        if progress.batchesDone == progress.batchCount { try standBy() }
      }
    }
  }

  private func trace(_ progress: TrainingProgress, after last: TrainingProgress?) {
    guard let step = run.trainer.lastStep else { return }
    run.trace.add(
      step, position: epochsDone(progress), weight: progress.weight - (last?.weight ?? 0),
      seconds: progress.seconds - (last?.seconds ?? 0))
  }

  private func share(of progress: TrainingProgress) -> Double {
    max(leastShare, min(1, epochsDone(progress) / Double(run.lastEpoch)))
  }

  private func epochsDone(_ progress: TrainingProgress) -> Double {
    Double(progress.epoch - 1) + Double(progress.batchesDone) / Double(max(1, progress.batchCount))
  }

  /// Validates the epoch, keeps its weights where they are the best, and tells the callbacks.
  private func measure(_ learned: TrainingProgress) throws -> TrainingDecision {
    let start = clock.now
    let validation = try locating(epoch: learned.epoch, step: learned.batchesDone) {
      let evaluation = try learner.validate()
      if let loss = evaluation?.loss, !loss.isFinite { throw TrainingError.nonFiniteLoss(Float(loss)) }
      return evaluation
    }
    checkpoints?.standby?.hold(nil)
    validationSeconds = seconds(since: start)
    let report = EpochReport(learned, validation: validation)
    let isBest = try run.history.best.map { try monitor?.prefers(report, to: $0) ?? true } ?? true
    run.history.epochs.append(report)
    if isBest {
      run.history.bestEpoch = report.epoch
      bestWeights = run.parameters.values
    }
    (place, isSaved) = (nil, false)
    let speed = TrainingSpeed(perSecond: learned.speed, seconds: learned.seconds + validationSeconds)
    return try tell(.epoch(report, isBest: isBest, speed))
  }

  /// To stop for good counts more than to go on later. Of several ranks the first decides.
  private func tell(_ event: TrainingEvent) throws -> TrainingDecision {
    var decision = TrainingDecision.goOn
    for callback in callbacksHere {
      switch try callback.observe(event, in: run) {
      case .goOn: break
      case .pause: if decision == .goOn { decision = .pause }
      case .stop: decision = .stop
      }
    }
    guard communicator.size > 1 else { return decision }
    let decisions: [TrainingDecision] = [.goOn, .pause, .stop]
    let place = try communicator.agree(on: UInt8(decisions.firstIndex(of: decision) ?? 0))
    return decisions[min(Int(place), 2)]
  }

  /// Puts epoch and step to an error.
  private func locating<Result>(
    epoch: Int, step: @autoclosure () -> Int, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as TrainingError {
      throw TrainingDivergence(cause: error, epoch: epoch, step: step())
    }
  }

  private func restoreBest() { run.parameters.values = bestWeights }

  /// For the rest of this epoch and all others.
  private func secondsLeft(_ progress: TrainingProgress) -> Double {
    let epoch = progress.seconds + progress.secondsLeft + validationSeconds
    return epoch * Double(run.lastEpoch - progress.epoch + 1) - progress.seconds
  }

  private func seconds(since start: ContinuousClock.Instant) -> Double { (clock.now - start) / .seconds(1) }
}
