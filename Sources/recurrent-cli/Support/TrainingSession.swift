import Recurrent
import RecurrentFoundation
import RecurrentReports
import Synchronization

/// One training run as its user sees it: the progress line, a line an epoch, the model's folder kept up to date, with
/// checkpoints and a report in it.
struct TrainingSession {
  typealias Observer = (TrainingEvent) throws -> TrainingDecision

  private let model: any TaskModel
  private let output: OutputOptions
  /// nil: none is wanted.
  private let report: LiveReport?
  /// nil: it is not wanted.
  private let tensorBoard: TensorBoardLog?
  /// What must be the same for the training to go on, besides what the model knows of.
  private let conditions: [TrainingCondition]
  private let json: Bool
  /// A command to go on with.
  private let next: String
  private var progress = ProgressLine()
  /// Standard output takes no more.
  private var outputFailure: Failure?
  /// Of the last time that the model was to be saved; nil: it went well.
  private var saveFailure: (any Error)?
  /// The epoch whose model this training saved last.
  private var savedEpoch: Int?
  private let watch = RunWatch()
  private let lastWords = LastWords()
  private var folder: String { output.out }

  /// - Parameters:
  ///   - facts: what is learned from.
  ///   - sections: what a report shows of the model, after so many epochs.
  init(
    model: any TaskModel, output: OutputOptions, conditions: [TrainingCondition], json: Bool, next: String,
    facts: [Fact], sections: @escaping (_ position: Double) throws -> [Section]
  ) {
    (self.model, self.output, self.conditions) = (model, output, conditions)
    (self.json, self.next) = (json, next)
    tensorBoard = output.makeTensorBoardLog(of: model, facts: facts)
    report = output.makeReport(of: model, facts: facts, sections: sections)
  }

  /// - Parameter train: trains the model and tells the observer.
  mutating func run(
    epochs: Int,
    _ train: (_ checkpoints: Checkpoints, _ callbacks: [any Callback], _ observer: Observer) throws -> TrainingSpeed
  ) throws {
    let isFirstRank = Ranks.current.rank == 0
    if isFirstRank, !output.resume { try requireOwnCheckpoints() }
    let store = CheckpointFolder(in: folder)
    let lock = isFirstRank ? try store.trainingLock() : nil
    defer { withExtendedLifetime(lock) {} }
    StandardStreams.failOnClosedPipe()
    let checkpoints = checkpoints(in: store, epochs: epochs)
    watchForInterrupt(checkpoints, lock)
    let speed: TrainingSpeed
    do {
      speed = try train(checkpoints, callbacks) { event in
        guard isFirstRank else { return .goOn }
        try show(event, epochs: epochs)
        return interruption == nil ? .goOn : .pause
      }
    } catch let error as TrainingDivergence {
      progress.clear()
      report?.finish()
      throw Failure(error).adding(kept)
    }
    guard isFirstRank else { return }
    progress.clear()
    // Once more, now that the history is complete; stopped in the first epoch, this is the first time.
    save()
    if saveFailure == nil { lastWords.set(kept) }
    report?.finish()
    if let saveFailure {
      throw Failure(
        status: Failure(saveFailure).status, message: "the model could not be saved: \(saveFailure)",
        hint: Self.hint(output)
      ).adding(kept)
    }
    if let history = model.history, json { print(TrainingReport.json(history, speed, model: folder)) }
    if let interruption { throw interruption.adding(kept).hinting(Self.hint(output)) }
    try compareWithGuessing()
    Console.talk("Done: \(kept).\nNext: \(next)\n      recurrent inspect \(folder.shellWord)")
  }

  private var callbacks: [any Callback] {
    let wanted: [(any Callback)?] = [watch, tensorBoard, report]
    return wanted.compactMap(\.self)
  }

  private mutating func show(_ event: TrainingEvent, epochs: Int) throws {
    switch event {
    case .step(let step, let secondsLeft):
      let (item, trace) = (item, watch.run?.trace)
      progress.update {
        TrainingReport.line(step, of: epochs, secondsLeft: secondsLeft, item: item, trace: trace)
      }
    case .epoch(let epoch, let isBest, let speed):
      progress.clear()
      if isBest { saveBest(epoch.epoch) }
      print(
        json
          ? TrainingReport.json(epoch, speed, item: item) : TrainingReport.line(epoch, of: epochs, speed, item: item))
    }
  }

  /// A disk that is full for a while, or what came into the folder, does not end a training: the weights are in memory, and
  /// in the checkpoints.
  private mutating func saveBest(_ epoch: Int) {
    save()
    if let saveFailure {
      Console.talk("warning: the model of epoch \(epoch) could not be saved, training goes on: \(saveFailure)")
    }
  }

  private mutating func save() {
    do {
      try model.save(to: folder, weights: output.weights)
      (saveFailure, savedEpoch) = (nil, model.history?.best?.epoch)
      // Nothing of this training will take their place, and they would go on to another model than the folder's.
      if output.checkpointEvery == .never, !output.resume { try CheckpointFolder(in: folder).removeOthers() }
    } catch {
      saveFailure = error
    }
  }

  private mutating func print(_ line: String) {
    guard outputFailure == nil else { return }
    do {
      try Console.printOrThrow(line)
    } catch {
      outputFailure = Failure(status: .inputOutput, message: "\(error); the training was stopped")
    }
  }

  /// Why the training stops though it is not over; nil: it goes on.
  private var interruption: Failure? {
    outputFailure ?? Interrupt.status.map { Failure(status: $0, message: "stopped") }
  }

  /// Says where a training learned nothing in any epoch, though all its numbers are finite. A small validation part errs
  /// by chance, and forecasts are judged by what else they say: such a one is no failure.
  private func compareWithGuessing() throws {
    guard let guess = model.guessingLoss, guess > 0,
      let loss = model.history?.epochs.map({ $0.validationLoss ?? $0.trainingLoss }).min()
    else { return }
    let worse = "worse than guessing, which has \(Figures.fixed(guess, 4)) \(item.lossUnit)"
    if loss > (item == .window ? 10 : 1.5) * guess {
      throw Failure(
        status: .numericFailure, message: "the training ended \(worse)", hint: Failure.smallSteps
      ).adding(kept)
    }
    if item != .window, loss > guess { Console.talk("note: that is \(worse)") }
  }

  private var item: TrainingItem { model.history?.item ?? .token }

  /// What there is in the folder to go on with.
  private var kept: String {
    if saveFailure != nil {
      let before = (try? ModelFolder.isModel(folder)) == true ? "the model that it held before" : "no model"
      return "\(folder) holds " + (savedEpoch.map { "the model of epoch \($0)" } ?? before)
    }
    guard let best = model.history?.best else {
      return interruption != nil
        ? "\(folder) holds what was learned so far, not validated" : "\(folder) holds no model, no epoch was complete"
    }
    let (name, loss) = best.validationLoss.map { ("validation", $0) } ?? ("training", best.trainingLoss)
    return "\(folder) holds the model of epoch \(best.epoch), \(name) \(Figures.fixed(loss, 4)) \(item.lossUnit)"
      + TrainingReport.metrics(best)
  }

  // MARK: Checkpoints

  /// A checkpoint gives way to the first of a new training, but not to that of another task: so does a model.
  private func requireOwnCheckpoints() throws {
    guard let type = try? UnfinishedTraining(contentsOf: folder)?.modelType, type != "\(Swift.type(of: model))" else {
      return
    }
    throw Failure(
      status: .cannotCreate, message: "\(folder) holds a training of a \(type)",
      hint: "Give --out another folder, or remove \(CheckpointFolder(in: folder).path).")
  }

  private func checkpoints(in store: CheckpointFolder, epochs: Int) -> Checkpoints {
    let notices = CheckpointNotices(
      folder: folder, epochs: epochs, model: model, savesNone: output.checkpointEvery == .never)
    return Checkpoints(
      store, schedule: output.checkpointEvery ?? .usual, resumes: output.resume,
      conditions: conditions, standby: CheckpointStandby(), onNotice: notices.tell)
  }

  /// How the training goes on, where something of it was saved.
  private static func hint(_ output: OutputOptions) -> String? {
    guard output.checkpointEvery != .never, (try? CheckpointFolder(in: output.out).isEmpty) == false else { return nil }
    return "The same command goes on with --resume."
  }

  /// While a model is measured or a report drawn, which may take long, the process saves and ends without it.
  private func watchForInterrupt(_ checkpoints: Checkpoints, _ lock: TrainingLock?) {
    guard let standby = checkpoints.standby else { return }
    let (folder, output, lastWords) = (folder, output, lastWords)
    // Weakly, as a watch never ends.
    Interrupt.watch { [weak lock] in
      do {
        let isSaved = try standby.save()
        guard let words = isSaved ? "\(folder) holds the training" : lastWords.text, let status = Interrupt.status
        else { return }
        lock?.release()
        Failure(status: status, message: "stopped; \(words)", hint: Self.hint(output)).exit()
      } catch {
        lock?.release()
        Failure(error).exit()
      }
    }
  }
}

/// What there is to say of a training once all of it is saved: the process may end at any moment.
private final class LastWords: Sendable {
  private let words = Mutex<String?>(nil)

  /// nil: there is more to do.
  var text: String? { words.withLock { $0 } }

  func set(_ text: String) { words.withLock { $0 = text } }
}

/// Knows the run that goes on.
private final class RunWatch: Callback {
  private(set) var run: TrainingRun?

  func begin(_ run: TrainingRun) { self.run = run }
}
