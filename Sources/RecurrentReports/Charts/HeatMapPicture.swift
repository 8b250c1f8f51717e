/// Lays out a ``HeatMap``. Lengths are in pixels.
struct HeatMapPicture {
  private let map: HeatMap
  /// A file of its own has its own colours; a page's are light or dark.
  private let isAlone: Bool
  private let cell: (width: Int, height: Int)
  private let margin: Int
  /// Of a character in the labels' type.
  private let characterWidth: Int
  /// Room for the name of an axis.
  private let title = 24

  init(_ map: HeatMap, isAlone: Bool) {
    (self.map, self.isAlone) = (map, isAlone)
    margin = isAlone ? 16 : 2
    let longest = map.texts?.joined().map(\.count).max() ?? 0
    cell = (max(24, 8 * longest + 12), map.texts == nil ? 24 : 28)
    characterWidth = isAlone ? 9 : 8
  }

  private var labelWidth: Int { width(of: map.rows) }
  private var labelHeight: Int { width(of: map.columns) }
  private var left: Int { margin + title + labelWidth }
  private var top: Int { margin + title + labelHeight }
  private var legendTop: Int { top + map.rows.count * cell.height + 16 }

  private func width(of labels: [String]) -> Int {
    max(24, 8 + characterWidth * (labels.map { shown($0).columns }.max() ?? 0))
  }

  var svg: HTML {
    // Room for the legend, however little there is.
    let width = max(left + map.columns.count * cell.width, margin + 280) + margin
    let height = legendTop + 16 + margin
    let content = names + columnLabels + rowLabels + squares + legend
    guard isAlone else {
      return .element(
        "svg",
        [
          "width": "\(width)", "height": "\(height)", "viewBox": "0 0 \(width) \(height)", "font-size": "13",
          "fill": "currentColor", "role": "img", "aria-label": map.title,
        ], content)
    }
    let background = HTML.element("rect", ["width": "\(width)", "height": "\(height)", "fill": "#fff"])
    return .element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "width": "\(width)", "height": "\(height)",
        "viewBox": "0 0 \(width) \(height)", "font-family": "monospace", "font-size": "15", "fill": "#222",
      ], [.element("title", map.title), background] + content)
  }

  private var names: [HTML] {
    let x = left + map.columns.count * cell.width / 2
    let y = top + map.rows.count * cell.height / 2
    return [
      soft(map.names.columns, "translate(\(x) \(margin + 10))", anchor: "middle"),
      soft(map.names.rows, "translate(\(margin + 10) \(y)) rotate(-90)", anchor: "middle"),
    ]
  }

  private var columnLabels: [HTML] {
    map.columns.enumerated().map { column, label in
      let (x, y) = (left + column * cell.width + cell.width / 2, top - 6)
      // Single characters stand upright, words are turned.
      return label.count == 1
        ? .element("text", ["x": "\(x)", "y": "\(y)", "text-anchor": "middle"], shown(label))
        : .element("text", ["transform": "translate(\(x + 5) \(y)) rotate(-90)"], shown(label))
    }
  }

  private var rowLabels: [HTML] {
    map.rows.enumerated().map { row, label in
      .element(
        "text",
        ["x": "\(left - 6)", "y": "\(top + row * cell.height + cell.height / 2 + 5)", "text-anchor": "end"],
        shown(label))
    }
  }

  private var squares: [HTML] {
    map.shares.enumerated().flatMap { row, shares in
      shares.enumerated().flatMap { column, share in
        let (x, y) = (left + column * cell.width, top + row * cell.height)
        let names = "\(shown(map.rows[row])) ← \(shown(map.columns[column]))"
        let content = map.texts.map { "\(names): \($0[row][column])" } ?? "\(names): \(percent(share))"
        let square = rectangle((x, y, cell.width, cell.height), share, [.element("title", content)])
        guard let text = map.texts?[row][column], text != "0" else { return [square] }
        let color = share > 0.55 ? (isAlone ? "#fff" : "var(--card)") : (isAlone ? "#222" : "var(--ink)")
        let place = (x: x + cell.width / 2, y: y + cell.height / 2 + 5)
        return [
          square,
          .element(
            "text",
            [
              "x": "\(place.x)", "y": "\(place.y)", "text-anchor": "middle", "style": "fill:\(color)",
              "pointer-events": "none",
            ], text),
        ]
      }
    }
  }

  private var legend: [HTML] {
    let steps = 11
    let bars = (0..<steps).map { step in
      rectangle((margin + 30 + step * 16, legendTop, 16, 14), Double(step) / Double(steps - 1), [])
    }
    return [
      soft("0%", "translate(\(margin) \(legendTop + 12))"),
      soft("100%", "translate(\(margin + 36 + steps * 16) \(legendTop + 12))"),
    ] + bars
  }

  private func soft(_ text: String, _ transform: String, anchor: String = "start") -> HTML {
    .element(
      "text",
      [
        "transform": transform, "font-family": "sans-serif", "font-size": "13", "text-anchor": anchor,
        "fill": isAlone ? "#666" : "var(--soft)",
      ], text)
  }

  private func rectangle(
    _ place: (x: Int, y: Int, width: Int, height: Int), _ share: Double, _ content: [HTML]
  ) -> HTML {
    let share = min(max(share, 0), 1)
    // From white to a dark blue, evenly.
    let fill = isAlone ? color(share) : "var(--high)"
    let opacity = isAlone ? "1" : decimal(share, 2)
    return .element(
      "rect",
      [
        "x": "\(place.x)", "y": "\(place.y)", "width": "\(place.width)", "height": "\(place.height)", "fill": fill,
        "fill-opacity": opacity, "stroke": isAlone ? "#e4e4e4" : "var(--line)",
      ], content)
  }

  private func color(_ share: Double) -> String {
    let channels = [8.0, 48, 107].map { String(Int((255 + share * ($0 - 255)).rounded())) }
    return "rgb(\(channels.joined(separator: ",")))"
  }

  private func percent(_ share: Double) -> String { "\(Int((100 * share).rounded()))%" }

  private func shown(_ label: String) -> String { label.withVisibleSpace }
}

extension String {
  /// White space by itself is made to be seen.
  package var withVisibleSpace: String {
    switch self {
    case " ": "␣"
    case "\n": "⏎"
    case "\t": "⇥"
    default: self
    }
  }
}
