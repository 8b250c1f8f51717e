import TestSupport
import Testing

@testable import RecurrentTasks

@Suite struct ValidationDrawTests {
  private func drawn(_ fraction: Double, seed: UInt64, of labels: [String]) -> [Bool] {
    var draw = ValidationDraw(fraction: fraction, seed: seed)
    return labels.map { draw.next(label: $0, isEmpty: $0.isEmpty) }
  }

  /// At each place, so of data of each size.
  @Test(arguments: [0.01, 0.1, 0.25, 0.3, 0.5, 0.6, 0.9, 0.97])
  func theShareIsRightToWithinOne(fraction: Double) {
    for seed in 0..<20 as Range<UInt64> {
      let drawn = drawn(fraction, seed: seed, of: [String](repeating: "a", count: 300))
      var count = 0
      for (place, isDrawn) in drawn.enumerated() {
        count += isDrawn ? 1 : 0
        #expect(abs(Double(count) - fraction * Double(place + 1)) < 1 + 1e-9, "\(seed) at \(place)")
      }
      #expect(self.drawn(fraction, seed: seed, of: [String](repeating: "a", count: 300)) == drawn)
    }
  }

  /// 2,000 draws of one in ten: 200 each, and 4.5 deviations of 13.4 to both sides.
  @Test func eachPlaceIsAsLikely() {
    var counts = [Int](repeating: 0, count: 20)
    for seed in 0..<2000 as Range<UInt64> {
      for (place, isDrawn) in drawn(0.1, seed: seed, of: [String](repeating: "a", count: 30)).dropFirst(10).enumerated()
      {
        counts[place] += isDrawn ? 1 : 0
      }
    }
    #expect(counts.allSatisfy { (140...260).contains($0) }, "\(counts)")
  }

  @Test func theFirstOfALabelAndEmptyOnesStay() {
    for seed in 0..<50 as Range<UInt64> {
      let labels = ["a", "b", "", "c", "a", "", "d"] + [String](repeating: "a", count: 20)
      let drawn = drawn(0.5, seed: seed, of: labels)
      for place in [0, 1, 2, 3, 5, 6] { #expect(!drawn[place]) }
      // Those that had to stay are made up for: 25 count.
      #expect((12...13).contains(drawn.count { $0 }), "\(drawn)")
      #expect(!self.drawn(0, seed: seed, of: labels).contains(true))
    }
  }

  /// Of few examples as near as whole ones come.
  @Test(arguments: [(4, 0.1, 0), (5, 0.1, 1), (10, 0.9, 9), (14, 0.1, 1), (16, 0.1, 2), (30, 0.1, 3), (3, 0.5, 2)])
  func theEndOfAFileIsAsNear(count: Int, fraction: Double, expected: Int) throws {
    let folder = try TemporaryFolder()
    let pairs = TextPairs(path: try folder.write((0..<count).map { "a\($0)\tb\n" }.joined(), to: "p.tsv"))
    let (training, validation) = try pairs.split(validationFraction: fraction)
    #expect(training.range == 0..<(count - expected))
    #expect((validation?.range?.count ?? 0) == expected)
  }
}
