/// Marks the steps of which every feature is a padding value, so that what follows leaves them out: Keras's `Masking`.
public struct Masking: Module {
  /// What all numbers of a step are that does not count.
  public let padding: Float

  /// Leaves steps out whose numbers are all `padding`.
  public init(padding: Float = 0) { self.padding = padding }

  /// - Parameter x: `[batch, time, features]`.
  /// - Returns: The same with zeros at the steps that do not count, and which do.
  public func callAsFunction(_ x: Tensor) -> (output: Tensor, mask: SequenceMask) {
    let mask = SequenceMask(x, padding: padding)
    let kept = (0..<mask.batch * mask.steps).map { mask.counts[$0] ? $0 % mask.steps : nil }
    return (mask.isComplete ? x : x.arrangingSteps(kept, steps: mask.steps), mask)
  }
}
