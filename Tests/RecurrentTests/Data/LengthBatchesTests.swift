import Recurrent
import Testing

@Suite struct LengthBatchesTests {
  /// Lengths like those of sentences: most short, few long.
  private let lengths = (0..<2005).map { 1 + ($0 * 7919 % 97) * ($0 * 104_729 % 89) / 89 }

  /// The steps of all batches over the steps that count.
  private func padding(_ batches: Batches) -> Double {
    let steps = batches.reduce(0) { $0 + $1.count * ($1.map { lengths[$0] }.max() ?? 0) }
    return Double(steps) / Double(lengths.reduce(0, +))
  }

  @Test(arguments: [1, 3, 10, 100])
  func everyExampleIsInOneBatch(poolSize: Int) {
    var generator = RandomGenerator(seed: 3)
    let batches = Batches(lengths: lengths, batchSize: 20, poolSize: poolSize, shuffledBy: &generator)
    #expect(batches.flatMap(\.self).sorted() == Array(lengths.indices))
    #expect(batches.map(\.count) == Array(repeating: 20, count: 100) + [5])
  }

  @Test func littleIsPadded() {
    var generator = RandomGenerator(seed: 4)
    let shuffled = padding(Batches(count: lengths.count, batchSize: 20, shuffledBy: &generator))
    let pooled = padding(Batches(lengths: lengths, batchSize: 20, poolSize: 20, shuffledBy: &generator))
    let ordered = padding(Batches(lengths: lengths, batchSize: 20))
    #expect(shuffled > 1.8)
    #expect(pooled < 1.15)
    #expect(ordered < pooled)
  }

  @Test func batchesComeInNoOrderOfLength() {
    var generator = RandomGenerator(seed: 5)
    let batches = Batches(lengths: lengths, batchSize: 20, poolSize: 1000, shuffledBy: &generator)
    let lengthsOfBatches = batches.dropLast().map { batch in batch.reduce(0) { $0 + lengths[$1] } }
    let rises = zip(lengthsOfBatches, lengthsOfBatches.dropFirst()).count { $0 < $1 }
    // Of 99 neighbours in random order half rise, with a standard deviation of 2.9: five of them to either side.
    #expect((35...64).contains(rises))
  }

  @Test func theSameSeedGivesTheSameBatches() {
    var (first, second, other) = (RandomGenerator(seed: 6), RandomGenerator(seed: 6), RandomGenerator(seed: 7))
    let batches = Array(Batches(lengths: lengths, batchSize: 32, shuffledBy: &first))
    #expect(batches == Array(Batches(lengths: lengths, batchSize: 32, shuffledBy: &second)))
    #expect(batches != Array(Batches(lengths: lengths, batchSize: 32, shuffledBy: &other)))
  }

  @Test func nothingToBatch() {
    var generator = RandomGenerator(seed: 8)
    #expect(Batches(lengths: [], batchSize: 4, shuffledBy: &generator).isEmpty)
  }
}
