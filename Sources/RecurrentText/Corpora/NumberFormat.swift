/// How people write numbers: `1234.5`, `1.234,5`, `1 234,5`.
public struct NumberFormat: Sendable, Hashable {
  /// What stands before the fraction.
  public let decimalSeparator: Unicode.Scalar
  /// What may stand between groups of three digits; nil: nothing. A space stands for those that do not break a line and
  /// thin ones too, an apostrophe for the curved one.
  public let groupSeparator: Unicode.Scalar?

  /// As in 1234.5, unless told otherwise.
  public init(decimalSeparator: Unicode.Scalar = ".", groupSeparator: Unicode.Scalar? = nil) {
    precondition(
      decimalSeparator != groupSeparator, "NumberFormat: \(decimalSeparator) cannot separate both groups and decimals")
    self.decimalSeparator = decimalSeparator
    self.groupSeparator = groupSeparator
  }

  /// The number that a text is, white space around it left out; nil: it is none.
  public func number(_ text: String) -> Double? {
    let scalars = Array(trimmed(text[...].unicodeScalars).unicodeScalars)
    let parts = scalars.split(separator: decimalSeparator, maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = ungrouped(parts[0]) else { return nil }
    var digits = String.UnicodeScalarView(whole)
    if parts.count == 2 {
      digits.append(".")
      digits.append(contentsOf: parts[1])
    } else if decimalSeparator != ".", digits.contains(".") {
      return nil
    }
    return Double(String(digits))
  }

  /// Digits without what stands between groups of them; nil where a group after the first has not three.
  private func ungrouped(_ whole: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar]? {
    guard whole.contains(where: separatesGroups) else { return Array(whole) }
    let groups = whole.split(omittingEmptySubsequences: false, whereSeparator: separatesGroups)
    let first = groups[0].drop { $0 == "-" || $0 == "+" }
    guard (1...3).contains(first.count), groups.dropFirst().allSatisfy({ $0.count == 3 }),
      (groups.dropFirst() + [first]).joined().allSatisfy({ ("0"..."9").contains($0) })
    else { return nil }
    return Array(groups.joined())
  }

  private func separatesGroups(_ scalar: Unicode.Scalar) -> Bool {
    switch groupSeparator {
    case nil: false
    case " ": [" ", "\u{A0}", "\u{2009}", "\u{202F}"].contains(scalar)
    case "'": ["'", "\u{2019}"].contains(scalar)
    case let separator?: scalar == separator
    }
  }
}
