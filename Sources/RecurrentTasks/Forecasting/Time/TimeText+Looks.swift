extension TimeText {
  /// Whether a text looks like a date in whatever form: it has a year of four digits or an English month beside another
  /// number, or begins with three numbers of at most two digits and a sign between each, as 1/25/20.
  static func looksLikeDate(_ text: String) -> Bool {
    let parts = parts(of: text)
    let numbers = parts.compactMap(Int.init)
    guard (2...8).contains(numbers.count), text.utf8.count <= 48 else {
      return numbers.count == 1 && parts.contains(where: isMonth)
    }
    if parts.contains(where: isMonth) { return true }
    let isYear = { (part: String) in part.utf8.count == 4 && (1900..<2100).contains(Int(part) ?? 0) }
    if parts.contains(where: isYear) { return parts.contains { $0.utf8.count <= 2 && (1...53).contains(Int($0) ?? 0) } }
    guard parts.count >= 5, ["/", "-", "."].contains(parts[1]), parts[3] == parts[1], parts[4].utf8.count == 2 else {
      return false
    }
    let (first, second) = (Int(parts[0]) ?? 0, Int(parts[2]) ?? 0)
    return (1...31).contains(first) && (1...31).contains(second) && min(first, second) <= 12 && Int(parts[4]) != nil
  }

  /// Numbers, words, and the signs between them.
  private static func parts(of text: String) -> [String] {
    func kind(_ sign: Unicode.Scalar) -> Int {
      ("0"..."9").contains(sign) ? 0 : sign.properties.isAlphabetic ? 1 : 2
    }
    var parts: [String] = []
    var last: Int?
    for sign in text.unicodeScalars {
      if kind(sign) == last { parts[parts.count - 1].unicodeScalars.append(sign) } else { parts.append(String(sign)) }
      last = kind(sign)
    }
    return parts
  }

  private static func isMonth(_ word: String) -> Bool {
    DatePattern.monthNames.contains { [$0.lowercased(), $0.prefix(3).lowercased()].contains(word.lowercased()) }
  }
}
