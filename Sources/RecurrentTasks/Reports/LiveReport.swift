import RecurrentFoundation
import RecurrentReports
import RecurrentTraining

/// Keeps a page about a training up to date while it goes: at most once in ten seconds, and later where that has taken
/// more than a hundredth of the time. What goes wrong with it never ends the training.
package final class LiveReport: Callback {
  /// What only the one who trains knows.
  package struct Subject {
    /// The model's folder.
    package let name: String
    /// What is learned from, and the machine.
    package let facts: [Fact]
    /// What the task shows of its model as it is, and where in the training that is, in epochs.
    package let sections: (_ position: Double) throws -> [Section]

    package init(name: String, facts: [Fact], sections: @escaping (_ position: Double) throws -> [Section]) {
      (self.name, self.facts, self.sections) = (name, facts, sections)
    }
  }

  package var isOnEveryRank: Bool { false }
  private let model: any TaskModel
  private let path: String
  private let folder: String?
  private let subject: Subject
  private let isStopping: () -> Bool
  private let onFailure: (any Error) -> Void
  private var run: TrainingRun?
  private var pace = ReportPace()
  private var isBegun = false
  private var sections: [Section] = []

  /// - Parameters:
  ///   - path: of the page.
  ///   - folder: made where it is not there; nil: none is.
  ///   - isStopping: whether whoever stopped the training waits for its end, and not for samples and mistakes: they stay
  ///     as they were.
  ///   - onFailure: is told why it could not be made or written.
  package init(
    of model: any TaskModel, to path: String, in folder: String?, about subject: Subject,
    isStopping: @escaping () -> Bool, onFailure: @escaping (any Error) -> Void
  ) {
    (self.model, self.path, self.folder) = (model, path, folder)
    (self.subject, self.isStopping, self.onFailure) = (subject, isStopping, onFailure)
  }

  package func begin(_ run: TrainingRun) { self.run = run }

  /// The first step has a page at once, of the curves alone: after a training that was killed the page that is there may
  /// be older than the checkpoint, or newer.
  package func observe(_ event: TrainingEvent, in run: TrainingRun) -> TrainingDecision {
    guard !isBegun || pace.isDue, !isStopping() else { return .goOn }
    pace.spend {
      if isBegun { run.whileReadyToSave(renewSections) }
      isBegun = true
      switch event {
      case .step(let progress, let secondsLeft):
        write(.live(steps: progress.batchesDone, batches: progress.batchCount, secondsLeft: secondsLeft))
      case .epoch: write(.live(steps: 0, batches: 0, secondsLeft: 0))
      }
    }
    return .goOn
  }

  /// Writes the page for the last time, of the model as it was kept.
  package func finish() {
    if !isStopping() { renewSections() }
    write(.done)
  }

  private enum Stage {
    case live(steps: Int, batches: Int, secondsLeft: Double)
    case done
  }

  private func renewSections() {
    do { sections = try subject.sections(run?.trace.stretches.last?.position ?? 0) } catch { onFailure(error) }
  }

  private func write(_ stage: Stage) {
    guard let run else { return }
    var account = TrainingAccount(of: model, in: run, name: subject.name)
    if case .live(let steps, let batches, let secondsLeft) = stage {
      account.progress = (steps, batches, secondsLeft)
    }
    let page = TrainingPage([account], facts: subject.facts, sections: sections)
      .page(refresh: account.progress == nil ? nil : 10)
    do {
      if let folder { try FileSystem.createFolders(folder) }
      try FileBytes.replace(path, with: Array(page.text.utf8))
    } catch { onFailure(error) }
  }
}

/// Says when a report is due, and keeps account of what they cost.
struct ReportPace {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant
  private var cost = Duration.zero

  init() {
    start = clock.now
    last = start
  }

  var isDue: Bool {
    let now = clock.now
    return now - last >= .seconds(10) && cost * 100 <= now - start
  }

  /// Times the making of one.
  mutating func spend(_ body: () -> Void) {
    let began = clock.now
    body()
    last = clock.now
    cost += last - began
  }
}
