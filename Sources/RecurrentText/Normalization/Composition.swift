/// Puts characters together again (The Unicode Standard 15, 3.11, D117).
enum Composition {
  private struct Pair: Hashable {
    let first, second: Unicode.Scalar
  }

  /// What two characters are together. The table of parts has them all the way apart: what all but the last part are
  /// together is found first, the shorter ones coming first.
  private static let pairs: [Pair: Unicode.Scalar] = {
    let whole = Decomposition.canonical.filter { !$0.key.properties.isFullCompositionExclusion }
    var pairs: [Pair: Unicode.Scalar] = [:]
    for (scalar, parts) in whole.sorted(by: { $0.value.count < $1.value.count }) {
      let first = parts.dropLast().dropFirst().reduce(Optional(parts[0])) { first, second in
        first.flatMap { pairs[Pair(first: $0, second: second)] }
      }
      if let first { pairs[Pair(first: first, second: parts.last!)] = scalar }
    }
    return pairs
  }()

  static func composed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    // The last that begins a character, and the class of what stands behind it.
    var (starter, lastClass) = (Int?.none, UInt8(0))
    for scalar in scalars {
      let ownClass = scalar.combiningClass
      // A mark of the same class or a higher one between keeps the two apart.
      if let place = starter, lastClass < ownClass || place == result.count - 1,
        let whole = together(result[place], scalar)
      {
        result[place] = whole
        continue
      }
      if ownClass == 0 { starter = result.count }
      lastClass = ownClass
      result.append(scalar)
    }
    return result
  }

  private static func together(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
    HangulSyllable.joined(first, second) ?? pairs[Pair(first: first, second: second)]
  }
}
