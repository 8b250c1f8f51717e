import RecurrentFormats
import RecurrentFoundation

/// Why a model made elsewhere is not one of ours: what in it, and what can be done.
public struct ForeignModelError: Error, Equatable, Sendable {
  /// The file.
  public let path: String
  /// What is wrong with it.
  public let problem: Problem

  /// What can be wrong with a file.
  public enum Problem: Error, Equatable, Sendable {
    /// The model has a layer, or an option of one, that is not here.
    case unsupported(layer: String, reason: String)
    /// The file is not what its format says.
    case malformed(String)
    /// The tensors are not those of the module that takes them: all that are missing, left over or of another shape.
    case otherTensors(missing: [String], unexpected: [String], misshapen: [MisshapenTensor])
    /// A weight is a NaN or an infinity, at this index in row-major order: what the model answers would be none either.
    case notFinite(tensor: String, index: Int, value: Float)
  }
}

extension ForeignModelError: CustomStringConvertible {
  public var description: String { "\(path): \(problem)" }
}

extension ForeignModelError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unsupported(let layer, let reason): "\(layer.visible(200)): \(reason.visible(1000))"
    case .malformed(let reason): reason.visible(1000)
    case .otherTensors(let missing, let unexpected, let misshapen):
      MisshapenTensor.difference(
        missing: missing, unexpected: unexpected, misshapen: misshapen, owner: "module")
    case .notFinite(let tensor, let index, let value):
      "\(tensor.quoted): element \(index) is \(value), not a finite number: the training that made it diverged, or the "
        + "file is damaged"
    }
  }
}
