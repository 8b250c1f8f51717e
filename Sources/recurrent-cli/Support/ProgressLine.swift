import RecurrentReports

/// One line on a terminal that says how far long work is: redrawn a few times a second, silent elsewhere.
struct ProgressLine {
  private let isShown = Console.talksToTerminal
  private let clock = ContinuousClock()
  private var lastDrawn: ContinuousClock.Instant?

  /// Redraws the line, unless it was drawn a moment ago. The line is made only if it will be seen.
  mutating func update(_ line: () -> TerminalLine) {
    guard isShown else { return }
    let now = clock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
    lastDrawn = now
    Console.redraw(line())
  }

  /// Makes room for other lines.
  mutating func clear() {
    guard isShown, lastDrawn != nil else { return }
    lastDrawn = nil
    Console.redraw(TerminalLine())
  }
}
