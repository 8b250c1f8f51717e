import RecurrentLayers

/// What can be given to a model as examples or targets: ``Tensor``, ``IndexTensor``, ``PaddedSequences``, arrays of
/// numbers, arrays of such arrays, and ``Samples`` itself.
public protocol SamplesConvertible {
  /// - Throws: ``DataError/ragged(row:expected:got:)`` where rows differ in length.
  var samples: Samples { get throws(DataError) }

  /// The steps of each example that count; nil: all.
  var sequenceLengths: [Int]? { get }
}

extension SamplesConvertible {
  public var sequenceLengths: [Int]? { nil }
}

extension Samples: SamplesConvertible {
  public var samples: Samples { self }
}

extension Tensor: SamplesConvertible {
  public var samples: Samples { .numbers(self) }
}

extension IndexTensor: SamplesConvertible {
  public var samples: Samples { .indices(self) }
}
