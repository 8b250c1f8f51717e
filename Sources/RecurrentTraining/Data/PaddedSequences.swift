import RecurrentLayers

/// Sequences of different lengths in one box, filled up at the end.
///
/// ```swift
/// let sentences = PaddedSequences([[4, 7, 1], [2]])  // [2, 3], filled up with 0
/// let result = lstm(embedding(sentences.values), lengths: sentences.lengths)
/// ```
public struct PaddedSequences<Values: Sendable>: Sendable {
  /// `[batch, time]` or `[batch, time, features]`, time being the longest length.
  public let values: Values
  /// The steps of each row that count: the `lengths` of a ``RecurrentLayer``.
  public let lengths: [Int]
}

extension PaddedSequences<IndexTensor> {
  /// Token sequences; `padding` fills up, also where all are empty.
  ///
  /// - Parameter leastSteps: the time is at least so long: a part of a batch is as long as the whole.
  public init(_ sequences: [[Int32]], padding: Int32 = 0, leastSteps: Int = 1) {
    let steps = max(1, leastSteps, sequences.map(\.count).max() ?? 0)
    let scalars = sequences.flatMap { $0 + repeatElement(padding, count: steps - $0.count) }
    values = IndexTensor(shape: [sequences.count, steps], scalars: scalars)
    lengths = sequences.map(\.count)
  }
}

extension PaddedSequences<Tensor> {
  /// Sequences `[time, features]` of numbers, filled up with zeros.
  ///
  /// - Throws: ``DataError/shape(what:expected:got:)`` for one of other axes, or of other features than the first.
  public init(_ sequences: [Tensor]) throws(DataError) {
    let features = sequences.first?.width ?? 0
    for (row, sequence) in sequences.enumerated() where sequence.rank != 2 || sequence.width != features {
      throw .shape(what: "numbers of sequence \(row)", expected: "[time, \(features)]", got: sequence.shape)
    }
    let steps = sequences.map { $0.shape[0] }.max() ?? 0
    var padded = Tensor.zeros([sequences.count, steps, features])
    padded.withUnsafeMutableScalars { target in
      guard let start = target.baseAddress else { return }
      for (row, sequence) in sequences.enumerated() {
        copy(sequence.floats, to: start + row * steps * features, count: sequence.count)
      }
    }
    values = padded
    lengths = sequences.map { $0.shape[0] }
  }
}

/// As examples their lengths count: a ``Sequential`` leaves out the steps past them.
extension PaddedSequences: SamplesConvertible where Values: SamplesConvertible {
  public var samples: Samples { get throws(DataError) { try values.samples } }
  public var sequenceLengths: [Int]? { lengths }
}
