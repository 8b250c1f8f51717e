import Foundation
import Recurrent
import Testing

@testable import RecurrentTasks

/// The search alone, over tables of probabilities in place of a decoder.
@Suite struct BeamTests {
  /// The end is token 0.
  private let end: Int32 = 0

  /// Follows a chain in which the probability of a token depends on the one before it (3: the beginning).
  private func search(_ table: [[Double]], _ search: BeamSearch, maximumLength: Int) -> Beam.Hypothesis {
    var beam = Beam(search, end: end, maximumLength: maximumLength)
    while !beam.isDone {
      _ = beam.advance(
        beam.live.map { hypothesis in
          table[Int(hypothesis.tokens.last ?? 3)].enumerated().map { (Int32($0), log($1)) }
        })
    }
    return beam.best
  }

  /// Greedily 1 comes first, but what follows it is unlikely.
  private let table: [[Double]] = [
    [1, 0, 0], [0.34, 0.33, 0.33], [0.9, 0.05, 0.05], [0.0, 0.6, 0.4],
  ]

  @Test func aWiderBeamFindsWhatGreedMisses() {
    let greedy = search(table, BeamSearch(width: 1, lengthPenalty: 0), maximumLength: 5)
    #expect(greedy.tokens == [1])
    #expect(abs(greedy.logProbability - log(0.6 * 0.34)) < 1e-12)
    let wide = search(table, BeamSearch(width: 3, lengthPenalty: 0), maximumLength: 5)
    #expect(wide.tokens == [2])
    #expect(abs(wide.logProbability - log(0.4 * 0.9)) < 1e-12)
  }

  /// Against every sequence there is, with a beam wide enough for all of them.
  @Test(arguments: [UInt64(1), 2, 3, 4, 5]) func aBeamOfAllFindsTheBest(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    let table = (0..<4).map { _ in
      let weights = (0..<3).map { _ in Double(generator.nextUniform(in: 0.05...1)) }
      return weights.map { $0 / weights.reduce(0, +) }
    }
    var best = (tokens: [Int32](), score: -Double.infinity)
    func visit(_ tokens: [Int32], _ sum: Double) {
      let row = table[Int(tokens.last ?? 3)]
      if sum + log(row[0]) > best.score { best = (tokens, sum + log(row[0])) }
      guard tokens.count < 4 else { return }
      for token in 1...2 { visit(tokens + [Int32(token)], sum + log(row[token])) }
    }
    visit([], 0)
    // 2 + 4 + ... + 16 beginnings; the search stops where as many ends are found.
    let found = search(table, BeamSearch(width: 40, lengthPenalty: 0), maximumLength: 5)
    #expect(found.tokens == best.tokens)
    #expect(abs(found.logProbability - best.score) < 1e-12)
  }

  @Test func aLengthPenaltyHelpsLongOnes() {
    // One token with probability 0.5, or four with 0.4 together.
    var beam = Beam(BeamSearch(width: 2, lengthPenalty: 0), end: end, maximumLength: 9)
    #expect(beam.best.tokens.isEmpty)
    let score = { (penalty: Double, logProbability: Double, length: Int) in
      BeamSearch(lengthPenalty: penalty).score(logProbability, length: length)
    }
    #expect(score(0, log(0.5), 1) > score(0, log(0.4), 4))
    #expect(score(1, log(0.5), 1) < score(1, log(0.4), 4))
    // Wu et al. 2016, equation 14, by hand: ((5 + 7) / 6)^0.5.
    #expect(abs(score(0.5, -3, 7) + 3 / 2.0.squareRoot()) < 1e-12)
    _ = beam.advance([[(1, log(0.5)), (0, log(0.5))]])
    #expect(beam.live.map(\.tokens) == [[1]])
  }

  @Test func itStopsAtItsLongest() {
    let endless = [[0.0, 1.0], [0.0, 1.0], [], [0.0, 1.0]]
    let found = search(endless, BeamSearch(width: 2), maximumLength: 7)
    #expect(found.tokens == [Int32](repeating: 1, count: 7))
  }

  @Test func newBeginningsKnowWhereTheyComeFrom() {
    var beam = Beam(BeamSearch(width: 2), end: end, maximumLength: 9)
    #expect(beam.advance([[(1, log(0.7)), (2, log(0.3))]]) == [0, 0])
    #expect(beam.live.map(\.tokens) == [[1], [2]])
    #expect(beam.advance([[(1, log(0.1)), (2, log(0.1))], [(1, log(0.9)), (2, log(0.1))]]) == [1, 0])
    #expect(beam.live.map(\.tokens) == [[2, 1], [1, 1]])
  }
}
