import Foundation
import Recurrent
import Testing

@Suite struct RandomGeneratorTests {
  /// From an independent implementation of SplitMix64 and xoshiro256** in Python. These are what "the same seed, the
  /// same bits" rests on: they may never change.
  @Test func bitsAreFixed() {
    var generator = RandomGenerator(seed: 1)
    #expect(
      (0..<3).map { _ in generator.next() } == [0xB3F2_AF6D_0FC7_10C5, 0x853B_5596_4736_4CEA, 0x92F8_9756_082A_4514])
    var normal = RandomGenerator(seed: 1)
    #expect(
      (0..<3).map { _ in normal.nextNormal().bitPattern } == [
        0x3FFE_267C_87AC_62EB, 0x3FF4_D55C_9633_557C, 0x3FDC_0D73_2AE4_B3DD,
      ])
  }

  @Test func theStateSurvivesCoding() throws {
    var generator = RandomGenerator(seed: 7)
    _ = generator.next()
    var copy = try JSONDecoder().decode(RandomGenerator.self, from: JSONEncoder().encode(generator))
    #expect((0..<10).map { _ in copy.next() } == (0..<10).map { _ in generator.next() })
  }

  /// The largest draw there is, 1 - 2^-53, is 1 as a Float.
  @Test(arguments: [0...1, -1...1, -0.1...0.3, 1e-30...2e-30, 5...5] as [ClosedRange<Float>])
  func theUpperBoundIsNeverDrawn(_ range: ClosedRange<Float>) throws {
    // next() is rotated(s1 * 5, by: 7) * 9; the inverses of 9 and 5 modulo 2^64 give the s1 that it is all ones for.
    let product = UInt64.max &* 0x8E38_E38E_38E3_8E39
    let s1 = (product >> 7 | product << 57) &* 0xCCCC_CCCC_CCCC_CCCD
    let state = Data(#"{"s0": 1, "s1": \#(s1), "s2": 1, "s3": 1}"#.utf8)
    var generator = try JSONDecoder().decode(RandomGenerator.self, from: state)
    var copy = generator
    #expect(copy.nextUnit() == 1 - 0x1p-53)
    copy = generator
    let expected = range.lowerBound == range.upperBound ? range.upperBound : range.upperBound.nextDown
    #expect(copy.nextUniform(in: range) == expected)
    #expect(Tensor.uniform([1], in: range, using: &generator).item == expected)
  }

  @Test func normalNumbersHaveTheirMoments() {
    var generator = RandomGenerator(seed: 3)
    let count = 100_000.0
    let sample = (0..<100_000).map { _ in generator.nextNormal() }
    // Four standard errors: of the mean 1, of the square sqrt(2), of the fourth power sqrt(96), each over sqrt(count).
    let standardError = 4 / count.squareRoot()
    #expect(abs(sample.reduce(0, +) / count) < standardError)
    #expect(abs(sample.reduce(0) { $0 + $1 * $1 } / count - 1) < standardError * 2.0.squareRoot())
    #expect(abs(sample.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count - 3) < standardError * 96.0.squareRoot())
  }

  @Test func indicesAreEven() {
    var generator = RandomGenerator(seed: 3)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[generator.nextIndex(below: 6)] += 1 }
    // Four standard deviations of a binomial count: sqrt(60,000 * 1/6 * 5/6) = 91.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 365 })
  }

  @Test func permutationsHaveEveryIndexOnce() {
    var generator = RandomGenerator(seed: 3)
    let order = generator.permutation(1000)
    #expect(order.sorted() == Array(0..<1000))
    #expect(order != Array(0..<1000))
    #expect(generator.permutation(0) == [] && generator.permutation(1) == [0])
  }

  @Test func sourcesAreScoped() {
    let build = { Dense(inputSize: 3, outputSize: 3).weight.value }
    #expect(seeded(5, build) == seeded(5, build))
    #expect(seeded(5, build) != seeded(6, build))
    let source = RandomSource(seed: 5)
    let first = withRandomSource(source, build)
    let resumed = RandomSource(state: source.state)
    let second = withRandomSource(source, build)
    #expect(first != second)
    #expect(withRandomSource(resumed, build) == second)
  }
}
