import RecurrentFoundation

/// A coordinate, with no more digits than can be seen.
func decimal(_ value: Double, _ digits: Int = 1) -> String {
  let text = Figures.fixed(min(max(value, -1e5), 1e5), digits)
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
