/// A text whose pieces are coloured by a value each: two colours for what is above 0 and below, the fuller the larger.
package struct ColoredText: Exhibit {
  package struct Piece: Sendable, Equatable {
    package let text: String
    /// From -1 to 1.
    package let value: Double
    /// What is said of it where a pointer rests; nil: nothing.
    package let detail: String?

    package init(_ text: String, _ value: Double, detail: String? = nil) {
      (self.text, self.value, self.detail) = (text, value, detail)
    }
  }

  private let title: String
  private let unit: String
  private let pieces: [Piece]
  private let caption: String?

  package init(_ title: String, unit: String = "", _ pieces: [Piece], caption: String? = nil) {
    (self.title, self.unit, self.pieces, self.caption) = (title, unit, pieces, caption)
  }

  package var html: HTML {
    let caption = caption.map { [HTML.element("p", ["class": "caption"], $0)] } ?? []
    return .element(
      "figure",
      [
        .element("figcaption", [HTML(title), .element("small", unit)]),
        Self.text(pieces),
      ] + caption)
  }

  /// The text without anything around it.
  static func text(_ pieces: [Piece]) -> HTML {
    .element("div", ["class": "colored", "dir": "auto"], runs(of: pieces).map(html))
  }

  /// The colours have so many steps on either side.
  private static let levels = 12.0

  /// Neighbours of one colour of which nothing is said are one.
  private static func runs(of pieces: [Piece]) -> [(text: String, level: Int, detail: String?)] {
    var runs: [(text: String, level: Int, detail: String?)] = []
    for piece in pieces {
      let level = piece.value.isFinite ? Int((min(max(piece.value, -1), 1) * levels).rounded()) : 0
      if let last = runs.last, last.level == level, last.detail == nil, piece.detail == nil {
        runs[runs.count - 1].text += piece.text
      } else {
        runs.append((piece.text, level, piece.detail))
      }
    }
    return runs
  }

  private static func html(_ run: (text: String, level: Int, detail: String?)) -> HTML {
    let color = run.level == 0 ? "" : "\(run.level < 0 ? "n" : "p")\(abs(run.level))"
    // A line end is shown where it is coloured.
    let text = run.text == "\n" ? "⏎\n" : run.text
    guard let detail = run.detail else {
      return run.level == 0 ? HTML(run.text) : .element("b", ["class": color], text)
    }
    return .element("b", ["class": color, "title": detail], text)
  }
}
