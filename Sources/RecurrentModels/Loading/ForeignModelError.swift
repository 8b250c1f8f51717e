import RecurrentFoundation

/// Why a model made elsewhere is not one of ours: what in it, and what can be done.
public struct ForeignModelError: Error, Equatable, Sendable {
  public let path: String
  public let problem: Problem

  public enum Problem: Error, Equatable, Sendable {
    /// The model has a layer, or an option of one, that is not here.
    case unsupported(layer: String, reason: String)
    /// The file is not what its format says.
    case malformed(String)
    /// The tensors are not those of the module that takes them: all that are missing, left over or of another shape.
    case otherTensors(missing: [String], unexpected: [String], misshapen: [Misshapen])
  }

  /// A tensor of another shape than the module's.
  public struct Misshapen: Equatable, Sendable {
    public let name: String
    public let found: [Int]
    public let expected: [Int]

    public init(name: String, found: [Int], expected: [Int]) {
      (self.name, self.found, self.expected) = (name, found, expected)
    }
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
      "its tensors are not the module's: "
        + [
          missing.isEmpty ? nil : "missing: \(missing.quoted)",
          unexpected.isEmpty ? nil : "not in the module: \(unexpected.quoted)",
          misshapen.isEmpty ? nil : "of another shape: \(Self.text(misshapen))",
        ].compactMap(\.self).joined(separator: "; ")
    }
  }

  /// Of many the first twenty.
  private static func text(_ tensors: [ForeignModelError.Misshapen]) -> String {
    let limit = 20
    let shown = tensors.prefix(limit).map { "\($0.name.quoted) is \($0.found), expected \($0.expected)" }
    return (shown + (tensors.count > limit ? ["and \(tensors.count - limit) more"] : [])).joined(separator: ", ")
  }
}
