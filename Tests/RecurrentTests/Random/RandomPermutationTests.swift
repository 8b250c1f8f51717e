import Recurrent
import Testing

@Suite struct RandomPermutationTests {
  private func permutation(_ count: Int, seed: UInt64) -> RandomPermutation {
    var generator = RandomGenerator(seed: seed)
    return RandomPermutation(count, using: &generator)
  }

  @Test(arguments: [0, 1, 2, 3, 63, 64, 65, 99, 100, 101, 1000, 4097])
  func everyNumberIsThereOnce(count: Int) {
    for seed in 1...20 {
      #expect(permutation(count, seed: UInt64(seed)).sorted() == Array(0..<count))
    }
  }

  /// From an independent implementation in Python: what "the same seed, the same bits" rests on.
  @Test func orderIsFixed() {
    #expect(Array(permutation(10, seed: 1)) == [3, 9, 4, 8, 6, 5, 0, 7, 1, 2])
    #expect(Array(permutation(1_000_000, seed: 2).prefix(5)) == [664_632, 38_214, 591_179, 573_653, 719_194])
  }

  /// Four numbers have 24 orders. Of so many counts the sum of squared differences over the expectation is chi-square
  /// with 23 degrees of freedom: 49.7 is surpassed once in a thousand draws of even counts.
  @Test func theOrdersOfAFewNumbersComeEquallyOften() {
    var generator = RandomGenerator(seed: 4)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[Array(RandomPermutation(4, using: &generator)), default: 0] += 1 }
    let distance = counts.values.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    #expect(counts.count == 24 && distance < 49.7, "\(distance)")
  }

  /// From one number to the next all steps around the circle of all are equally likely: in 100 classes of 1000, chi-square
  /// with 99 degrees of freedom, below 148.2 but once in a thousand.
  @Test func neighboursTellNothingOfEachOther() {
    let order = permutation(100_001, seed: 5)
    var counts = [Int](repeating: 0, count: 100)
    for place in 1..<order.count {
      let step = (order[place] - order[place - 1] + order.count) % order.count
      counts[min(99, step / 1000)] += 1
    }
    let distance = counts.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    #expect(distance < 148.2, "\(distance)")
  }

  @Test func moreNumbersThanMemoryHolds() {
    let order = permutation(.max, seed: 6)
    let places = (0..<1000).map { $0 * 9_223_372_036_854_775 }
    let numbers = Set(places.map { order[$0] })
    #expect(numbers.count == 1000 && numbers.allSatisfy { $0 >= 0 && $0 < .max })
    // The mean of 1000 even draws, within four standard errors: 4 / sqrt(12 * 1000) of the range.
    let mean = numbers.reduce(0.0) { $0 + Double($1) / 1000 } / Double(Int.max)
    #expect(abs(mean - 0.5) < 0.0366)
  }
}
