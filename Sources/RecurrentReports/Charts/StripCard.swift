/// A text coloured by one thing after another, with a small picture of the first.
package struct StripCard: Exhibit {
  package struct Strip: Sendable, Equatable {
    package let name: String
    /// From -1 to 1, one for each piece of the text.
    package let values: [Double]

    package init(_ name: String, _ values: [Double]) { (self.name, self.values) = (name, values) }
  }

  private let title: String
  private let note: String
  private let pieces: [String]
  private let strips: [Strip]

  /// - Parameter strips: the first is seen at once, the others where they are asked for.
  package init(_ title: String, note: String, pieces: [String], strips: [Strip]) {
    (self.title, self.note, self.pieces, self.strips) = (title, note, pieces, strips)
  }

  package var html: HTML {
    let head = HTML.element("figcaption", [HTML(title), .element("small", note)])
    guard let first = strips.first else { return .element("figure", [head]) }
    let others = strips.dropFirst().flatMap { strip in
      [HTML.element("p", ["class": "caption"], strip.name), text(by: strip)]
    }
    let more =
      others.isEmpty
      ? []
      : [
        HTML.element(
          "details",
          [.element("summary", ["class": "caption"], strips.dropFirst().map(\.name).joined(separator: ", "))] + others)
      ]
    return .element("figure", [head, picture(of: first.values), text(by: first)] + more)
  }

  private func text(by strip: Strip) -> HTML {
    ColoredText.text(zip(pieces, strip.values).map { ColoredText.Piece($0, $1) })
  }

  /// From -1 at the bottom to 1 at the top.
  private func picture(of values: [Double]) -> HTML {
    let points = values.enumerated().map { place, value in
      let x = 1000 * Double(place) / Double(max(1, values.count - 1))
      return "\(decimal(x)) \(decimal(50 - 46 * min(max(value.isFinite ? value : 0, -1), 1)))"
    }
    return .element(
      "svg", ["class": "spark", "viewBox": "0 0 1000 100", "preserveAspectRatio": "none", "aria-hidden": "true"],
      [
        .element("path", ["class": "grid", "d": "M0 50H1000"]),
        .element("path", ["class": "curve", "d": "M" + points.joined(separator: "L")]),
      ])
  }
}
