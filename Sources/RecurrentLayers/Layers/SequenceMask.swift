/// Which steps of a batch of sequences count: Keras's mask.
///
/// Where the steps that count come first in each row the mask says no more than `lengths`, and costs nothing. Any other
/// pattern (Keras pads at the start, unless told otherwise) makes a recurrent layer gather the steps first.
public struct SequenceMask: Sendable, Equatable {
  /// The number of rows.
  public let batch: Int
  /// The steps of a row.
  public let steps: Int
  /// `[batch, steps]`, row by row.
  public let counts: [Bool]
  /// How many steps of each row count.
  public let lengths: [Int]

  /// - Parameter counts: whether each step counts, `[batch, steps]`, row by row.
  public init(batch: Int, steps: Int, counts: [Bool]) {
    check(counts.count == batch * steps, "SequenceMask", "steps in all", expected: batch * steps, got: counts.count)
    (self.batch, self.steps, self.counts) = (batch, steps, counts)
    lengths = (0..<batch).map { row in counts[(row * steps)..<((row + 1) * steps)].count { $0 } }
  }

  /// The first steps of each row.
  public init(lengths: [Int], steps: Int) {
    self.init(
      batch: lengths.count, steps: steps, counts: lengths.flatMap { length in (0..<steps).map { $0 < length } })
  }

  /// All steps but those of `padding`: Keras's `mask_zero`.
  ///
  /// - Parameter tokens: `[batch, time]`.
  public init(_ tokens: IndexTensor, padding: Int32 = 0) {
    check(tokens.shape.count == 2, "SequenceMask", "rank of the tokens", expected: 2, got: tokens.shape.count)
    self.init(batch: tokens.shape[0], steps: tokens.shape[1], counts: tokens.scalars.map { $0 != padding })
  }

  /// All steps but those of which every feature is `padding`: Keras's `Masking`.
  ///
  /// - Parameter x: `[batch, time, features]`.
  public init(_ x: Tensor, padding: Float = 0) {
    check(x.rank == 3, "SequenceMask", "rank of the numbers", expected: 3, got: x.rank)
    let width = x.shape[2]
    let counts = x.withUnsafeScalars { scalars in
      (0..<x.rowCount).map { row in scalars[(row * width)..<((row + 1) * width)].contains { $0 != padding } }
    }
    self.init(batch: x.shape[0], steps: x.shape[1], counts: counts)
  }

  /// Whether the step counts.
  public subscript(row: Int, step: Int) -> Bool { counts[row * steps + step] }

  /// Whether every step counts.
  public var isComplete: Bool { lengths.allSatisfy { $0 == steps } }

  /// Whether the steps that count are the first of each row: padding at the end.
  public var isPrefix: Bool {
    (0..<batch).allSatisfy { row in (0..<lengths[row]).allSatisfy { self[row, $0] } }
  }

  /// The steps of each row from the last to the first.
  package func reversedInTime() -> SequenceMask {
    SequenceMask(
      batch: batch, steps: steps,
      counts: (0..<batch).flatMap { counts[($0 * steps)..<(($0 + 1) * steps)].reversed() })
  }
}
