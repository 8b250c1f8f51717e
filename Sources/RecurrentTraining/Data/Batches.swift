import RecurrentLayers

/// Which examples make up each mini-batch of an epoch.
public struct Batches: Sendable, RandomAccessCollection {
  /// nil: the examples in order.
  private let order: [Int]?
  private let exampleCount: Int
  /// The examples a batch; the last may have fewer.
  public let batchSize: Int

  /// The examples 0 ..< `count` in order; the last batch may be smaller.
  public init(count: Int, batchSize: Int) {
    self.init(order: nil, exampleCount: count, batchSize: batchSize)
  }

  /// The examples 0 ..< `count` shuffled.
  public init(count: Int, batchSize: Int, shuffledBy generator: inout RandomGenerator) {
    self.init(order: generator.permutation(count), batchSize: batchSize)
  }

  init(order: [Int], batchSize: Int) {
    self.init(order: order, exampleCount: order.count, batchSize: batchSize)
  }

  private init(order: [Int]?, exampleCount: Int, batchSize: Int) {
    check(batchSize >= 1, "Batches", "batchSize", expected: "at least 1", got: batchSize)
    (self.order, self.exampleCount) = (order, exampleCount)
    self.batchSize = batchSize
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { exampleCount / batchSize + (exampleCount % batchSize > 0 ? 1 : 0) }

  /// The indices of the batch's examples.
  public subscript(index: Int) -> [Int] {
    check(indices.contains(index), "Batches", "batch", expected: "\(indices)", got: index)
    let start = index * batchSize
    let places = start..<(start + Swift.min(batchSize, exampleCount - start))
    return order.map { Array($0[places]) } ?? Array(places)
  }
}
