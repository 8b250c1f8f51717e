/// Times short work by its median, so that a neighbour on the machine does not spoil the figure.
struct Stopwatch {
  /// To spend on one figure.
  let budget: Duration
  private let clock = ContinuousClock()
  private static let fewest = 5
  private static let most = 400
  /// Shorter work is repeated until a sample takes as long: the clock itself takes tens of nanoseconds.
  private static let shortestSample = Duration.microseconds(100)

  /// The median seconds of one run.
  func medianSeconds(_ work: () throws -> Void) rethrows -> Double {
    // The first runs make plans and fetch memory.
    for _ in 0..<2 { try work() }
    var runs = 1
    while runs < 1 << 20, try time(runs, work) < Self.shortestSample { runs *= 2 }
    var samples: [Duration] = []
    let end = clock.now + budget
    while samples.count < Self.fewest || samples.count < Self.most && clock.now < end {
      samples.append(try time(runs, work))
    }
    samples.sort()
    let middle = (samples[samples.count / 2] + samples[(samples.count - 1) / 2]) / 2
    return middle / .seconds(1) / Double(runs)
  }

  private func time(_ runs: Int, _ work: () throws -> Void) rethrows -> Duration {
    let start = clock.now
    for _ in 0..<runs { try work() }
    return clock.now - start
  }
}
