import RecurrentFoundation
import RecurrentLayers

/// Shows how a run goes on standard error: one line that changes while an epoch runs, and stays with its figures.
final class TerminalProgress: Callback {
  var isOnEveryRank: Bool { false }
  private let clock = ContinuousClock()
  private var shown: ContinuousClock.Instant?

  /// One, where standard error is a terminal.
  static func ifTerminal() -> [any Callback] { isatty(STDERR_FILENO) == 1 ? [TerminalProgress()] : [] }

  func observe(_ event: TrainingEvent, in run: TrainingRun) -> TrainingDecision {
    switch event {
    case .step(let progress, let secondsLeft):
      // A terminal is slow to write to, and nobody reads faster.
      if let shown, clock.now - shown < .milliseconds(100) { break }
      shown = clock.now
      let figures = ["loss": progress.loss].merging(progress.metrics) { loss, _ in loss }
      let line =
        "epoch \(progress.epoch)/\(run.lastEpoch)  \(progress.batchesDone)/\(progress.batchCount)  "
        + "\(text(figures))  \(Int(secondsLeft)) s left"
      // A line that is broken in two could not be put in the place of itself.
      show(String(line.prefix(79)))
    case .epoch(let report, _, let speed):
      var figures = report.figures
      figures["learning_rate"] = nil
      show("epoch \(report.epoch)/\(run.lastEpoch)  \(text(figures))  \(rounded(speed.seconds)) s\n")
    }
    return .goOn
  }

  private func text(_ figures: [String: Double]) -> String {
    figures.sorted { $0.key < $1.key }.map { "\($0.key) \(rounded($0.value))" }.joined(separator: "  ")
  }

  /// Four decimals.
  private func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }

  /// Puts a line in the place of the current one.
  private func show(_ line: String) {
    let text = "\r\u{1B}[K" + line
    _ = write(STDERR_FILENO, text, text.utf8.count)
  }
}
