/// What a unit may follow in a text: numbers, one for each character.
struct TextFeatures {
  /// What they are, as it is read after "follows".
  let features: [(name: String, values: [Double])]

  /// - Parameter pieces: the tokens' texts.
  init(of pieces: [String]) {
    var columns: [String: [Double]] = [:]
    var place = Place()
    for (index, piece) in pieces.enumerated() {
      place.read(piece)
      let next = index + 1 < pieces.count ? pieces[index + 1] : ""
      for (name, value) in place.values(of: piece, before: next) { columns[name, default: []].append(value) }
    }
    features = columns.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The feature that a series goes up and down with most, or against.
  ///
  /// - Returns: With Pearson's correlation; nil where the series is constant or nothing varies.
  func closest(to series: [Double]) -> (name: String, correlation: Double)? {
    features.compactMap { feature in correlation(feature.values, series).map { (feature.name, $0) } }
      .max { abs($0.1) < abs($1.1) }
  }

  /// Where in the text one is.
  private struct Place {
    private var (inText, inLine, inWord) = (0, 0, 0)
    private var (quotes, brackets) = (false, 0)

    mutating func read(_ piece: String) {
      inText += 1
      inLine = piece.contains("\n") ? 0 : inLine + 1
      inWord = piece.last.map { $0.isLetter || $0.isNumber } == true ? inWord + 1 : 0
      for character in piece {
        if character == "\"" { quotes.toggle() }
        if "([{".contains(character) { brackets += 1 }
        if ")]}".contains(character) { brackets = max(0, brackets - 1) }
      }
    }

    func values(of piece: String, before next: String) -> [(String, Double)] {
      let (last, coming) = (piece.last ?? " ", next.first ?? " ")
      func one(_ condition: Bool) -> Double { condition ? 1 : 0 }
      return [
        ("the place in the text", Double(inText)), ("the place in the line", Double(inLine)),
        ("the place in the word", Double(inWord)), ("being inside quotes", one(quotes)),
        ("being inside brackets", one(brackets > 0)), ("line ends", one(last.isNewline)),
        ("spaces", one(last == " ")), ("capital letters", one(last.isUppercase)), ("digits", one(last.isNumber)),
        ("punctuation", one(last.isPunctuation)), ("vowels", one("aeiouyAEIOUY".contains(last))),
        ("a word's end coming next", one(last.isLetter && !coming.isLetter)),
      ]
    }
  }
}

/// Pearson's: the covariance over the deviations; nil where one of them is 0.
func correlation(_ x: [Double], _ y: [Double]) -> Double? {
  let count = Double(x.count)
  let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
  var (xx, yy, xy) = (0.0, 0.0, 0.0)
  for (a, b) in zip(x, y) {
    xx += (a - meanX) * (a - meanX)
    yy += (b - meanY) * (b - meanY)
    xy += (a - meanX) * (b - meanY)
  }
  guard xx > 0, yy > 1e-12 * count else { return nil }
  return xy / (xx * yy).squareRoot()
}
