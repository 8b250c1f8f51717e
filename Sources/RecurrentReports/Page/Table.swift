/// Rows of text and numbers.
package struct Table: Exhibit {
  package enum Cell: Sendable, Equatable {
    case text(String)
    /// Aligned with those above and below.
    case number(String)
  }

  private let columns: [Cell]
  private let rows: [[Cell]]

  /// - Parameters:
  ///   - columns: their names; `number` for a column of numbers.
  ///   - rows: a cell for each column.
  package init(_ columns: [Cell], rows: [[Cell]]) { (self.columns, self.rows) = (columns, rows) }

  package var html: HTML {
    let head = HTML.element("tr", columns.map { cell("th", $0) })
    let body = rows.map { HTML.element("tr", $0.map { cell("td", $0) }) }
    return .element("div", ["class": "wide"], [.element("table", [head] + body)])
  }

  private func cell(_ name: StaticString, _ cell: Cell) -> HTML {
    switch cell {
    case .text(let text): .element(name, ["dir": "auto"], text)
    case .number(let text): .element(name, ["class": "n"], text)
    }
  }
}
