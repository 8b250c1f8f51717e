import RecurrentLayers

/// A part of a batch whose gradient is computed by itself.
///
/// Shards are places in the batch, and their sum has one order: who computes which of them changes no bit.
public struct Shard: Sendable, Equatable {
  /// Counted from 0.
  public let index: Int
  /// How many the batch is cut into.
  public let count: Int
  /// Its rows of the batch.
  public let rows: Range<Int>
  /// The rows of the whole batch.
  public let batchRows: Int

  /// As even as can be, the first ones larger: 50 rows in 8 are two of 7 and six of 6.
  init(_ index: Int, of count: Int, batchRows: Int) {
    (self.index, self.count, self.batchRows) = (index, count, batchRows)
    rows = (0..<batchRows).dealt(to: index, of: count)
  }

  /// Whether it is all of the batch.
  public var isWhole: Bool { rows.count == batchRows }

  /// What layers are told of their place; nil: it is the whole batch.
  var batchRowsHere: BatchRows? { isWhole ? nil : BatchRows(rows, of: batchRows) }
}

/// What a shard came to.
public struct ShardLoss {
  /// The mean over what counts in the shard.
  public var loss: Tensor
  /// What counts in it: tokens or examples. The mean over the batch is that of the shards, so weighted.
  public var weight: Double
  /// What is to be known of it on every rank, whoever computed it.
  var notes: [Tensor] = []

  /// A mean, and what counts in it.
  public init(loss: Tensor, weight: Double) { (self.loss, self.weight) = (loss, weight) }
}

extension Range<Int> {
  /// The part that falls to one of `count`, as even as can be, the first ones larger.
  func dealt(to index: Int, of count: Int) -> Range<Int> {
    let (each, rest) = self.count.quotientAndRemainder(dividingBy: count)
    let start = lowerBound + index * each + Swift.min(index, rest)
    return start..<(start + each + (index < rest ? 1 : 0))
  }
}
