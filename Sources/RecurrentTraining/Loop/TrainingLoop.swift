import RecurrentLayers

extension Trainer {
  /// Epochs of learning and validation, callbacks, and keeping the best weights: the same for every model and task.
  ///
  /// - Parameters:
  ///   - learner: the model with its data.
  ///   - epochs: how many more; their numbers go on from ``epochs``.
  ///   - monitor: in the end the weights are those of the best epoch by this figure; stopped before there is one, as the
  ///     last step left them. Without validation data the last epoch is the best. nil: the weights stay as the last step
  ///     left them, always.
  ///   - callbacks: see each step and each epoch in this order.
  /// - Throws: ``MissingFigure`` where a callback watches a figure that there is not, before the first step where the
  ///   learner's are known; ``TrainingDivergence``, with the best weights restored; what `learner` and `callbacks` throw.
  @discardableResult
  public func run(
    _ learner: some Learner, epochs: Int, monitor: Monitor? = .validationLoss, callbacks: [any Callback] = []
  ) throws -> TrainingResult {
    check(epochs >= 0, "Trainer.run", "epochs", expected: "at least 0", got: epochs)
    for case let watched? in callbacks.map(\.monitor) { try watched.requireFigure(in: learner.figures) }
    let run = TrainingRun(trainer: self, epochs: epochs)
    var loop = TrainingLoop(learner: learner, run: run, monitor: monitor, callbacks: callbacks)
    for callback in callbacks { try callback.begin(run) }
    let result = try loop.execute()
    for callback in callbacks { try callback.end(run) }
    return result
  }
}

/// One call of ``Trainer/run(_:epochs:monitor:callbacks:)``.
private struct TrainingLoop<Model: Learner> {
  /// Thrown through an epoch by a callback that wants to stop.
  private struct Stopped: Error {}

  private let learner: Model
  private let run: TrainingRun
  private let monitor: Monitor?
  private let callbacks: [any Callback]
  private let clock = ContinuousClock()

  /// The weights of the best epoch; before there is one, those that training began with.
  private var bestWeights: Tensor
  /// What the last validation took.
  private var validationSeconds = 0.0
  private var (weight, learningSeconds) = (0, 0.0)

  init(learner: Model, run: TrainingRun, monitor: Monitor?, callbacks: [any Callback]) {
    self.learner = learner
    self.run = run
    self.monitor = monitor
    self.callbacks = callbacks
    bestWeights = run.parameters.values
  }

  mutating func execute() throws -> TrainingResult {
    let start = clock.now
    run.trainer.share = 0
    defer { run.trainer.share = 0 }
    let ending = try runEpochs()
    if monitor != nil, run.history.bestEpoch != nil { restoreBest() }
    let speed = TrainingSpeed(
      perSecond: weight > 0 ? Double(weight) / learningSeconds : nil, seconds: seconds(since: start))
    return TrainingResult(history: run.history, speed: speed, ending: ending)
  }

  private mutating func runEpochs() throws -> TrainingResult.Ending {
    do {
      while run.trainer.epochs < run.lastEpoch {
        let learned = try learn()
        weight += learned.weight
        learningSeconds += learned.seconds
        if try measure(learned) == .stop { return .stopped }
      }
      return .completed
    } catch is Stopped {
      return .stopped
    } catch let divergence as TrainingDivergence {
      restoreBest()
      guard callbacks.contains(where: { $0.endsQuietly(after: divergence) }) else { throw divergence }
      return .diverged(divergence)
    }
  }

  private func learn() throws -> TrainingProgress {
    let trainer = run.trainer
    let (epoch, stepsBefore) = (trainer.epochs + 1, trainer.steps)
    return try locating(epoch: epoch, step: trainer.steps - stepsBefore + 1) {
      try learner.runEpoch(trainer) { progress in
        trainer.share = share(of: progress)
        guard try tell(.step(progress, secondsLeft: secondsLeft(progress))) == .goOn else { throw Stopped() }
      }
    }
  }

  private func share(of progress: TrainingProgress) -> Double {
    let epochs = Double(progress.epoch - 1) + Double(progress.batchesDone) / Double(max(1, progress.batchCount))
    return min(1, epochs / Double(run.lastEpoch))
  }

  /// Validates the epoch, keeps its weights where they are the best, and tells the callbacks.
  private mutating func measure(_ learned: TrainingProgress) throws -> TrainingDecision {
    let start = clock.now
    let validation = try locating(epoch: learned.epoch, step: learned.batchesDone) {
      let evaluation = try learner.validate()
      if let loss = evaluation?.loss, !loss.isFinite { throw TrainingError.nonFiniteLoss(Float(loss)) }
      return evaluation
    }
    validationSeconds = seconds(since: start)
    let report = EpochReport(learned, validation: validation)
    let isBest = try run.history.best.map { try monitor?.prefers(report, to: $0) ?? true } ?? true
    run.history.epochs.append(report)
    if isBest {
      run.history.bestEpoch = report.epoch
      bestWeights = run.parameters.values
    }
    let speed = TrainingSpeed(perSecond: learned.speed, seconds: learned.seconds + validationSeconds)
    return try tell(.epoch(report, isBest: isBest, speed))
  }

  private func tell(_ event: TrainingEvent) throws -> TrainingDecision {
    var decision = TrainingDecision.goOn
    for callback in callbacks where try callback.observe(event, in: run) == .stop { decision = .stop }
    return decision
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
