/// Which examples make up each mini-batch of an epoch.
public struct Batches: Sendable, RandomAccessCollection {
  private let order: [Int]
  public let batchSize: Int

  /// The examples 0 ..< `count` in order; the last batch may be smaller.
  public init(count: Int, batchSize: Int) {
    self.init(order: Array(0..<count), batchSize: batchSize)
  }

  /// The examples 0 ..< `count` shuffled.
  public init(count: Int, batchSize: Int, shuffledBy generator: inout RandomGenerator) {
    self.init(order: generator.permutation(count), batchSize: batchSize)
  }

  init(order: [Int], batchSize: Int) {
    check(batchSize >= 1, "Batches", "batchSize", expected: "at least 1", got: batchSize)
    self.order = order
    self.batchSize = batchSize
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { (order.count + batchSize - 1) / batchSize }

  /// The indices of the batch's examples.
  public subscript(index: Int) -> [Int] {
    check(indices.contains(index), "Batches", "batch", expected: "\(indices)", got: index)
    return Array(order[(index * batchSize)..<Swift.min((index + 1) * batchSize, order.count)])
  }
}
