import Testing

@testable import RecurrentReports

@Suite struct AxisTests {
  @Test func ticksAreRound() {
    let ticks = Axis("", 0...2.3).ticks(about: 4)
    #expect(ticks.map(\.text) == ["0", "1", "2"])
    #expect(Axis("", 0...0.004).ticks(about: 4).map(\.text) == ["0", "0.001", "0.002", "0.003", "0.004"])
    #expect(Axis("", 0...40_000).ticks(about: 4).map(\.text) == ["0", "10k", "20k", "30k", "40k"])
    #expect(Axis("", 1e-7...3e-7).ticks(about: 2).map(\.text) == ["1e-7", "2e-7", "3e-7"])
    #expect(Axis("", 0.01...200, scale: .logarithmic).ticks(about: 4).map(\.text) == ["0.01", "0.1", "1", "10", "100"])
    #expect(
      Axis("", 1e-12...2, scale: .logarithmic).ticks(about: 4).map(\.text) == ["1e-12", "1e-9", "1e-6", "0.001", "1"])
  }

  /// A curve that is flat, empty, infinite or huge has an axis too.
  @Test(arguments: [[], [3], [0, 0], [.infinity, .nan], [1e300, -1e300], [.leastNonzeroMagnitude], [-2, 4]])
  func anyValuesFit(values: [Double]) {
    for scale in [Axis.Scale.linear, .logarithmic] {
      let axis = Axis("", fitting: values, scale: scale)
      #expect(axis.range.lowerBound < axis.range.upperBound)
      #expect(axis.ticks(about: 4).count < 20)
      for value in values where value.isFinite && (axis.scale == .linear || value > 0) {
        #expect((0...1).contains(axis.place(value)))
      }
    }
  }
}
