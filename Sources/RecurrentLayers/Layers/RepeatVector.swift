/// The same vector at every step: `[batch, features]` becomes `[batch, steps, features]`. An encoder's last output goes
/// so into a decoder.
public struct RepeatVector: Module {
  /// How often it stands there.
  public let steps: Int

  /// Repeats so often.
  public init(_ steps: Int) {
    check(steps >= 1, "RepeatVector", "steps", expected: "at least 1", got: steps)
    self.steps = steps
  }

  /// `[batch, features]` becomes `[batch, steps, features]`.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.repeatedInTime(steps) }
}
