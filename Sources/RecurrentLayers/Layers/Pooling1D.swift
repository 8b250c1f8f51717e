import RecurrentKernels

/// The largest number or the mean of each feature in windows along time: `[batch, time, features]` becomes
/// `[batch, windows, features]`.
public struct Pooling1D: Module {
  /// What becomes of the steps in a window.
  public enum Kind: String, Sendable, Codable {
    /// Their mean.
    case average
    /// The largest of them.
    case max
  }

  /// What becomes of the steps in a window.
  public let kind: Kind
  private let windows: TimeWindows

  /// - Parameters:
  ///   - size: the steps of a window.
  ///   - stride: from one window to the next; nil: `size`.
  ///   - padding: ``SequencePadding/valid`` or ``SequencePadding/same``; steps that are not there count for nothing.
  public init(_ kind: Kind, size: Int, stride: Int? = nil, padding: SequencePadding = .valid) {
    check(size >= 1, "Pooling1D", "size", expected: "at least 1", got: size)
    check(stride ?? 1 >= 1, "Pooling1D", "stride", expected: "at least 1", got: stride ?? 1)
    check(padding != .causal, "Pooling1D", "padding", expected: "valid or same", got: padding)
    self.kind = kind
    windows = TimeWindows(size: size, stride: stride ?? size, padding: padding)
  }

  /// How many windows there are in so many steps.
  public func outputSteps(_ steps: Int) -> Int { windows.count(steps: steps) }

  /// - Parameter x: `[batch, time, features]`, at least one window long.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    check(x.rank == 3, "Pooling1D", "rank of the input [batch, time, features]", expected: 3, got: x.rank)
    let (steps, count) = (x.shape[1], outputSteps(x.shape[1]))
    check(count > 0, "Pooling1D", "steps of the input", expected: "at least one window", got: steps)
    let places = windows.places(in: steps)
    // In the place of a step that is not there stands the closest that is, which is in the window too.
    let taps = x.steps(at: places.map { min(max($0, 0), steps - 1) })
      .reshaped([x.shape[0], count, windows.size, x.shape[2]])
    guard kind == .average else { return taps.max(axis: 2) }
    let isThere = Tensor(
      shape: [1, count, windows.size, 1], scalars: places.map { (0..<steps).contains($0) ? 1 : 0 })
    return (taps * isThere).sum(axes: 2) / isThere.sum(axes: 2)
  }
}
