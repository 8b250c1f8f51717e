import Foundation
import Recurrent
import Testing

@testable import RecurrentTasks

@Suite struct TokenSamplerTests {
  private let logits: [Float] = [0, 1, 2, 1, -50]

  private func draws(_ count: Int, _ sampling: Sampling, seed: UInt64 = 1, from logits: [Float]? = nil) -> [Int32] {
    var sampler = TokenSampler(sampling, seed: seed)
    return (0..<count).map { _ in (logits ?? self.logits).withUnsafeBufferPointer { sampler.draw(from: $0) } }
  }

  @Test func frequenciesFollowTheSoftmax() {
    let count = 20_000
    let drawn = draws(count, Sampling(temperature: 0.5))
    let weights = logits.map { exp(Double($0) / 0.5) }
    let sum = weights.reduce(0, +)
    for (id, weight) in weights.enumerated() {
      let probability = weight / sum
      let share = Double(drawn.count { $0 == id }) / Double(count)
      // Five standard deviations of a share of `count` draws.
      #expect(abs(share - probability) <= 5 * (probability * (1 - probability) / Double(count)).squareRoot())
    }
  }

  @Test(arguments: [0, 1.0]) func whatIsExcludedIsNeverDrawn(temperature: Double) {
    var sampler = TokenSampler(Sampling(temperature: temperature), seed: 1, excluding: [2, 0])
    let drawn = Set((0..<200).map { _ in sampler.draw(from: Tensor(logits)) })
    #expect(drawn == (temperature == 0 ? [1] : [1, 3]))
  }

  @Test func temperatureZeroTakesTheLikeliest() {
    #expect(draws(10, Sampling(temperature: 0)) == Array(repeating: 2, count: 10))
  }

  @Test func aTinyTemperatureDoesNotOverflow() {
    #expect(draws(10, Sampling(temperature: 1e-300)) == Array(repeating: 2, count: 10))
  }

  @Test func topKKeepsTheLargestAndOfEqualsTheFirst() {
    #expect(Set(draws(500, Sampling(temperature: 3, topK: 1))) == [2])
    #expect(Set(draws(500, Sampling(temperature: 3, topK: 2))) == [1, 2])
    #expect(Set(draws(500, Sampling(temperature: 3, topK: 3))) == [1, 2, 3])
    #expect(Set(draws(500, Sampling(temperature: 3, topK: 2), from: [1, 1, 1, 1])) == [0, 1])
  }

  @Test func topKBeyondTheVocabularyIsAllOfIt() {
    #expect(draws(100, Sampling(topK: 5)) == draws(100, Sampling()))
    #expect(draws(100, Sampling(topK: 1000)) == draws(100, Sampling()))
  }

  @Test func theSeedDecides() {
    #expect(draws(50, Sampling(), seed: 3) == draws(50, Sampling(), seed: 3))
    #expect(draws(50, Sampling(), seed: 3) != draws(50, Sampling(), seed: 4))
  }
}
