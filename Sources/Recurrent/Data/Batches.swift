/// Which examples make up each mini-batch of an epoch.
public struct Batches: Sendable, Sequence {
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

  private init(order: [Int], batchSize: Int) {
    check(batchSize >= 1, "Batches", "batchSize", expected: "at least 1", got: batchSize)
    self.order = order
    self.batchSize = batchSize
  }

  /// The number of batches.
  public var batchCount: Int { (order.count + batchSize - 1) / batchSize }

  public func makeIterator() -> some IteratorProtocol<[Int]> {
    stride(from: 0, to: order.count, by: batchSize).lazy.map { start in
      Array(order[start..<Swift.min(start + batchSize, order.count)])
    }.makeIterator()
  }
}
