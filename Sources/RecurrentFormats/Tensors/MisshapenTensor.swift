import RecurrentFoundation
import RecurrentText

/// A tensor of another shape than what takes it.
public struct MisshapenTensor: Equatable, Sendable {
  /// The tensor.
  public let name: String
  /// The shape that it has.
  public let found: [Int]
  /// The shape that is needed.
  public let expected: [Int]

  /// A tensor of another shape than is needed.
  public init(name: String, found: [Int], expected: [Int]) {
    (self.name, self.found, self.expected) = (name, found, expected)
  }

  /// What differs between a file's tensors and those of what takes them, as an error says it.
  ///
  /// - Parameter owner: what takes them: "model", "module".
  package static func difference(
    missing: [String], unexpected: [String], misshapen: [MisshapenTensor], owner: String
  ) -> String {
    let parts = [
      missing.isEmpty ? nil : "missing: \(missing.quoted)",
      unexpected.isEmpty ? nil : "not in the \(owner): \(unexpected.quoted)",
      misshapen.isEmpty ? nil : "of another shape: \(text(misshapen))",
    ]
    return "its tensors are not the \(owner)'s: " + parts.compactMap(\.self).joined(separator: "; ")
  }

  /// Of many the first twenty.
  private static func text(_ tensors: [MisshapenTensor]) -> String {
    let limit = 20
    let shown = tensors.prefix(limit).map { "\($0.name.quoted) is \($0.found), expected \($0.expected)" }
    return (shown + (tensors.count > limit ? ["and \(tensors.count - limit) more"] : [])).joined(separator: ", ")
  }
}
