/// Numbers times a scale, plus an offset, which are given and not learned: `scale x + offset`.
public struct Rescaling: Module {
  /// One, or one for each of the last axis.
  public let scale: [Float]
  /// One, or one for each of the last axis.
  public let offset: [Float]

  /// Either may be one number for all, or one for each of the last axis.
  public init(scale: [Float], offset: [Float] = [0]) { (self.scale, self.offset) = (scale, offset) }

  /// The shape stays.
  public func callAsFunction(_ x: Tensor) -> Tensor { x * Tensor(scale) + Tensor(offset) }
}
