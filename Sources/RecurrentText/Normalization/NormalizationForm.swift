/// One way to write texts that Unicode lets be written in several (UAX #15).
public enum NormalizationForm: String, Sendable, Hashable, CaseIterable, Codable {
  /// A letter and its accents are one character where there is one: `é`, not `e` and an accent behind it.
  case nfc
  /// Besides, what only looks different is the same: `ﬁ` is `fi`, `Ａ` is `A`, `①` is `1`.
  case nfkc
}

extension String {
  /// The text in a form; nil: as it stands.
  package func normalized(_ form: NormalizationForm?) -> String { form.map { normalized($0) } ?? self }

  /// The text in this form.
  public func normalized(_ form: NormalizationForm) -> String {
    // What has one byte is in both forms already.
    guard utf8.contains(where: { $0 >= 0x80 }) else { return self }
    var scalars: [Unicode.Scalar] = []
    for scalar in unicodeScalars { Decomposition.append(scalar, form, to: &scalars) }
    Decomposition.order(&scalars)
    var result = UnicodeScalarView()
    result.append(contentsOf: Composition.composed(scalars))
    return String(result)
  }
}
