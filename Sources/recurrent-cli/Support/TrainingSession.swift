import Recurrent

/// One training run as its user sees it: the progress line, a line an epoch, the model's folder kept up to date.
struct TrainingSession {
  typealias Observer = (TrainingEvent) throws -> TrainingDecision

  private let model: any TaskModel
  private let folder: String
  private let json: Bool
  /// A command to go on with.
  private let next: String
  private var progress = ProgressLine()

  init(model: any TaskModel, folder: String, json: Bool, next: String) {
    self.model = model
    self.folder = folder
    self.json = json
    self.next = next
  }

  /// - Parameter train: trains the model and tells the observer.
  mutating func run(epochs: Int, _ train: (_ observer: Observer) throws -> TrainingSpeed) throws {
    Interrupt.watch()
    let speed: TrainingSpeed
    do {
      speed = try train { event in
        try show(event, epochs: epochs)
        return Interrupt.isWished ? .stop : .goOn
      }
    } catch let error as TrainingDivergence {
      progress.clear()
      throw Failure(error).adding(kept)
    }
    progress.clear()
    // Once more, now that the history is complete; stopped in the first epoch, this is the first time.
    try model.save(to: folder)
    if let history = model.history, json { Console.print(TrainingReport.json(history, speed, model: folder)) }
    if Interrupt.isWished { throw Failure(status: .interrupted, message: "stopped").adding(kept) }
    Console.talk("Done: \(kept).\nNext: \(next)\n      recurrent inspect \(folder)")
  }

  private mutating func show(_ event: TrainingEvent, epochs: Int) throws {
    switch event {
    case .step(let step, let secondsLeft):
      let item = item
      progress.update { TrainingReport.line(step, of: epochs, secondsLeft: secondsLeft, item: item) }
    case .epoch(let epoch, let isBest, let speed):
      progress.clear()
      if isBest { try model.save(to: folder) }
      Console.print(
        json
          ? TrainingReport.json(epoch, speed, item: item) : TrainingReport.line(epoch, of: epochs, speed, item: item))
    }
  }

  private var item: TrainingItem { model.history?.item ?? .token }

  /// What there is in the folder to go on with.
  private var kept: String {
    guard let best = model.history?.best else {
      return Interrupt.isWished
        ? "\(folder) holds what was learned so far, not validated" : "\(folder) was not written, no epoch was complete"
    }
    let (name, loss) = best.validationLoss.map { ("validation", $0) } ?? ("training", best.trainingLoss)
    return "\(folder) holds the model of epoch \(best.epoch), \(name) \(Figures.fixed(loss, 4)) \(item.lossUnit)"
      + TrainingReport.metrics(best)
  }
}
