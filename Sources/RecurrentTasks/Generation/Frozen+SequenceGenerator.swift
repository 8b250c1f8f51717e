import RecurrentLayers

extension Frozen<SequenceGenerator> {
  /// As ``SequenceGenerator/texts(of:count:sampling:maximumLength:seed:)``.
  public func texts(
    of label: String, count: Int, sampling: Sampling = Sampling(), maximumLength: Int = 200, seed: UInt64 = 1
  ) throws -> [String] {
    try run {
      try $0.texts(of: label, count: count, sampling: sampling, maximumLength: maximumLength, seed: seed)
    }
  }

  /// As ``SequenceGenerator/texts(from:count:sampling:maximumLength:seed:)``.
  public func texts(
    from vector: [Float], count: Int, sampling: Sampling = Sampling(), maximumLength: Int = 200, seed: UInt64 = 1
  ) throws -> [String] {
    try run {
      try $0.texts(from: vector, count: count, sampling: sampling, maximumLength: maximumLength, seed: seed)
    }
  }
}
