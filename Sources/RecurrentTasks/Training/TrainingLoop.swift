import Recurrent

/// Epochs of learning, validation and keeping the best: the same for every task.
struct TrainingLoop {
  /// Sees every event, with the history up to it, and may end the training.
  typealias Observer = (TrainingEvent, TrainingHistory) throws -> TrainingDecision

  /// Thrown through an epoch by an observer that wants to stop.
  private struct Stopped: Error {}

  private let learner: any Learner
  private let trainer: Trainer
  private let observer: Observer
  private let clock = ContinuousClock()

  private(set) var history: TrainingHistory
  /// The weights of the best epoch; before there is one, those that training began with.
  private var bestWeights: Tensor
  /// What the last validation took.
  private var validationSeconds = 0.0

  init(_ learner: any Learner, trainer: Trainer, history: TrainingHistory, observer: @escaping Observer) {
    self.learner = learner
    self.trainer = trainer
    self.history = history
    self.observer = observer
    bestWeights = trainer.optimizer.parameters.values
  }

  /// Runs all epochs, or as many as the observer lets it. Then the weights are the best epoch's; stopped before there is
  /// one, they are as the last step left them.
  ///
  /// - Throws: ``TrainingFailure/diverged(_:epoch:step:)``, with the best weights restored, and what the observer throws.
  mutating func run() throws -> TrainingSpeed {
    let start = clock.now
    var (weight, learningSeconds) = (0, 0.0)
    do {
      var decision = TrainingDecision.goOn
      while trainer.epochs < history.recipe.epochs, decision == .goOn {
        let learned = try learn()
        weight += learned.weight
        learningSeconds += learned.seconds
        decision = try measure(learned)
      }
    } catch is Stopped {}
    if history.bestEpoch != nil { restoreBest() }
    return TrainingSpeed(
      tokensPerSecond: weight > 0 ? Double(weight) / learningSeconds : nil, seconds: seconds(since: start))
  }

  private func learn() throws -> TrainingProgress {
    let (epoch, stepsBefore) = (trainer.epochs + 1, trainer.steps)
    return try orDiverge(epoch: epoch, step: trainer.steps - stepsBefore + 1) {
      try learner.runEpoch(trainer) { progress in
        let event = TrainingEvent.step(progress, secondsLeft: secondsLeft(progress))
        guard try observer(event, history) == .goOn else { throw Stopped() }
      }
    }
  }

  /// Validates the epoch, keeps its weights where they are the best, and tells the observer.
  private mutating func measure(_ learned: TrainingProgress) throws -> TrainingDecision {
    let start = clock.now
    let validation = try orDiverge(epoch: learned.epoch, step: learned.batchCount) {
      let loss = learner.validate()
      if let loss, !loss.isFinite { throw TrainingError.nonFiniteLoss(Float(loss)) }
      return loss
    }
    validationSeconds = seconds(since: start)
    let report = EpochReport(
      epoch: learned.epoch, learningRate: learned.learningRate, trainingLoss: learned.loss, validationLoss: validation)
    let isBest = history.best.map(report.isBetter) ?? true
    history.epochs.append(report)
    if isBest {
      history.bestEpoch = report.epoch
      bestWeights = trainer.optimizer.parameters.values
    }
    let speed = TrainingSpeed(tokensPerSecond: learned.speed, seconds: learned.seconds + validationSeconds)
    return try observer(.epoch(report, isBest: isBest, speed), history)
  }

  /// Puts epoch and step to an error, and the best weights back.
  private func orDiverge<Result>(
    epoch: Int, step: @autoclosure () -> Int, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as TrainingError {
      restoreBest()
      throw TrainingFailure.diverged(error, epoch: epoch, step: step())
    }
  }

  private func restoreBest() {
    trainer.optimizer.parameters.values = bestWeights
  }

  /// For the rest of this epoch and all others.
  private func secondsLeft(_ progress: TrainingProgress) -> Double {
    let epoch = progress.seconds + progress.secondsLeft + validationSeconds
    return epoch * Double(history.recipe.epochs - progress.epoch + 1) - progress.seconds
  }

  private func seconds(since start: ContinuousClock.Instant) -> Double { (clock.now - start) / .seconds(1) }
}
