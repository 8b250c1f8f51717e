/// A square for each pair of a row and a column, the darker the larger its share.
package struct HeatMap: Exhibit {
  package let title: String
  /// What the rows are, and the columns.
  package let names: (rows: String, columns: String)
  package let rows: [String]
  package let columns: [String]
  /// `[rows][columns]`, from 0 to 1.
  package let shares: [[Double]]
  /// `[rows][columns]`: what stands in the squares; nil: nothing.
  package let texts: [[String]]?
  package let caption: String?

  package init(
    _ title: String, names: (rows: String, columns: String), rows: [String], columns: [String], shares: [[Double]],
    texts: [[String]]? = nil, caption: String? = nil
  ) {
    (self.title, self.names, self.rows, self.columns) = (title, names, rows, columns)
    (self.shares, self.texts, self.caption) = (shares, texts, caption)
  }

  package var html: HTML {
    let caption = caption.map { [HTML.element("p", ["class": "caption"], $0)] } ?? []
    let picture = HTML.element("div", ["class": "map"], [HeatMapPicture(self, isAlone: false).svg])
    return .element("figure", [.element("figcaption", title), picture] + caption)
  }

  /// A file with the picture alone, on white.
  package var svgFile: String { HeatMapPicture(self, isAlone: true).svg.source + "\n" }
}
