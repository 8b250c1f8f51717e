import Foundation
import Testing

@testable import RecurrentTraining

@Suite struct StepTraceTests {
  private func trace(steps: Int) -> StepTrace {
    var trace = StepTrace()
    for step in 0..<steps {
      let figures = StepFigures(
        loss: Float(step), learningRate: 0.5, gradientNorm: step == 7 ? 9 : 1, isClipped: step % 4 == 0)
      trace.add(figures, position: Double(step + 1) / 8, weight: 3, seconds: 0.5)
    }
    return trace
  }

  @Test func fewStepsAreKeptOneByOne() {
    let trace = trace(steps: 10)
    #expect(trace.stretches.map(\.loss) == (0..<10).map { Double($0) })
    #expect(trace.stretches[4].position == 0.625 && trace.stretches[4].speed == 6)
    #expect(trace.stretches.map(\.clippedSteps) == [1, 0, 0, 0, 1, 0, 0, 0, 1, 0])
  }

  @Test(arguments: [511, 512, 513, 1025, 100_000])
  func manyStepsBecomeStretchesAndNoneIsLost(steps: Int) {
    let trace = trace(steps: steps)
    #expect(trace.stretches.count <= StepTrace.capacity && trace.stretches.count >= min(steps, StepTrace.capacity / 2))
    #expect(trace.steps == steps)
    #expect(trace.stretches.map(\.weight).reduce(0, +) == Double(3 * steps))
    #expect(trace.stretches.reduce(0) { $0 + $1.clippedSteps } == (steps + 3) / 4)
    #expect(trace.stretches.map(\.largestNorm).max() == 9)
    // The mean of 0, 1, 2, ...
    let sum = trace.stretches.reduce(0) { $0 + $1.loss * Double($1.steps) }
    #expect(abs(sum / Double(steps) - Double(steps - 1) / 2) < 1e-6)
  }

  @Test func itGoesOnFromWhereItWasSaved() throws {
    let before = trace(steps: 700)
    let after = try JSONDecoder().decode(StepTrace.self, from: JSONEncoder().encode(before))
    #expect(after == before)
    let empty = try JSONDecoder().decode(StepTrace.self, from: JSONEncoder().encode(StepTrace()))
    #expect(empty.stretches.isEmpty)
  }
}
