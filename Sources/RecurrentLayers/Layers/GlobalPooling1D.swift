/// A sequence as one vector, of each feature the mean or the largest number over the steps: `[batch, time, features]`
/// becomes `[batch, features]`.
public struct GlobalPooling1D: Module {
  /// What becomes of the steps.
  public enum Kind: String, Sendable, Codable {
    /// Their mean.
    case average
    /// Max-over-time pooling (Collobert et al. 2011).
    case max
  }

  /// What becomes of the steps.
  public let kind: Kind

  /// Pooling of this kind.
  public init(_ kind: Kind) { self.kind = kind }

  /// - Parameter mask: the steps that count; nil: all. A row without steps is zeros.
  public func callAsFunction(_ x: Tensor, mask: SequenceMask? = nil) -> Tensor {
    switch kind {
    case .average: mask.map { x.meanOverTime(mask: $0) } ?? x.meanOverTime()
    case .max: mask.map { x.maxOverTime(mask: $0) } ?? x.maxOverTime()
    }
  }
}
