import RecurrentFoundation

/// Charts one below another as an SVG file of its own, which needs no page around it.
package struct Picture: Sendable {
  /// What lies between two curves.
  package struct Band: Sendable {
    package let name: String
    package let lower: [Curve.Point]
    package let upper: [Curve.Point]
    /// Its place in the palette.
    package let color: Int

    /// - Parameters:
    ///   - lower, upper: at the same places of x.
    package init(_ name: String, lower: [Curve.Point], upper: [Curve.Point], color: Int) {
      (self.name, self.lower, self.upper, self.color) = (name, lower, upper, color)
    }
  }

  /// One chart.
  package struct Panel: Sendable {
    package let title: String
    package let curves: [Curve]
    package let bands: [Band]
    /// Points that stand out.
    package let dots: Curve?
    package let x: Axis
    package let y: Axis
    /// A line upright, at a value of x.
    package let mark: Double?

    package init(
      _ title: String, _ curves: [Curve], bands: [Band] = [], dots: Curve? = nil, x: Axis, y: Axis, mark: Double? = nil
    ) {
      (self.title, self.bands, self.dots) = (title, bands, dots)
      self.curves = curves.map { $0.thinned() }
      (self.x, self.y, self.mark) = (x, y, mark)
    }
  }

  private let panels: [Panel]

  package init(_ panels: [Panel]) { self.panels = panels }

  private static let width = 960.0
  private static let height = 320.0
  private static let colors = [
    "#2f6fe0", "#e06a2c", "#23946a", "#9158d4", "#b98a12", "#d2447c", "#1192ac", "#7b808c",
  ]

  package var text: String {
    let drawn = panels.enumerated().map { place, panel in
      HTML.element("g", ["transform": "translate(0 \(decimal(Double(place) * Self.height)))"], Self.drawing(of: panel))
    }
    let size = (decimal(Self.width), decimal(Double(panels.count) * Self.height))
    let svg = HTML.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "width": size.0, "height": size.1, "viewBox": "0 0 \(size.0) \(size.1)",
        "font-family": "system-ui, sans-serif", "font-size": "12",
      ],
      [.element("rect", ["width": "100%", "height": "100%", "fill": "#ffffff"])] + drawn)
    return svg.source + "\n"
  }

  // MARK: A panel

  /// Where a panel's axes are: from (64, 52) to (940, 284).
  private static func place(_ point: Curve.Point, _ panel: Panel) -> String {
    "\(decimal(right(point.x, panel))) \(decimal(down(point.y, panel)))"
  }
  private static func right(_ value: Double, _ panel: Panel) -> Double { 64 + 876 * panel.x.place(value) }
  private static func down(_ value: Double, _ panel: Panel) -> Double { 284 - 232 * panel.y.place(value) }

  private static func drawing(of panel: Panel) -> [HTML] {
    let title = HTML.element("text", ["x": "64", "y": "22", "font-weight": "600", "font-size": "14"], panel.title)
    return [title] + legend(panel) + axes(panel) + panel.bands.map { drawing(of: $0, panel) }
      + panel.curves.map { drawing(of: $0, panel) } + dots(panel)
  }

  private static func axes(_ panel: Panel) -> [HTML] {
    let rows = panel.y.ticks(about: 4).flatMap { tick -> [HTML] in
      let y = decimal(down(tick.value, panel))
      return [
        .element("path", ["d": "M64 \(y)H940", "stroke": "#e6e6eb"]),
        .element("text", ["x": "56", "y": y, "dy": "4", "text-anchor": "end", "fill": "#6a6c76"], tick.text),
      ]
    }
    let columns = panel.x.ticks(about: 8).map { tick in
      HTML.element(
        "text", ["x": decimal(right(tick.value, panel)), "y": "302", "text-anchor": "middle", "fill": "#6a6c76"],
        tick.text)
    }
    let mark = panel.mark.map { mark in
      HTML.element(
        "path",
        ["d": "M\(decimal(right(mark, panel))) 52V284", "stroke": "#6a6c76", "stroke-dasharray": "3 4"])
    }
    let label = HTML.element("text", ["x": "940", "y": "316", "text-anchor": "end", "fill": "#6a6c76"], panel.x.label)
    return rows + columns + [label] + [mark].compactMap(\.self)
  }

  private static func legend(_ panel: Panel) -> [HTML] {
    var left = 64.0
    let names =
      panel.curves.map { ($0.name, $0.color, $0.style == .faint ? "0.4" : "1") }
      + panel.bands.map { ($0.name, $0.color, "0.3") } + (panel.dots.map { [($0.name, $0.color, "1")] } ?? [])
    return names.flatMap { name, color, opacity -> [HTML] in
      defer { left += 26 + 6.6 * Double(name.count) }
      return [
        .element(
          "rect",
          [
            "x": decimal(left), "y": "35", "width": "14", "height": "4", "fill": colors[color % colors.count],
            "opacity": opacity,
          ]),
        .element("text", ["x": decimal(left + 18), "y": "42", "fill": "#6a6c76"], name),
      ]
    }
  }

  private static func drawing(of band: Band, _ panel: Panel) -> HTML {
    let edge = (band.lower + band.upper.reversed()).filter { $0.y.isFinite }.map { place($0, panel) }
    return .element(
      "path",
      [
        "d": edge.isEmpty ? "" : "M" + edge.joined(separator: "L") + "Z", "fill": colors[band.color % colors.count],
        "opacity": "0.2",
      ])
  }

  private static func drawing(of curve: Curve, _ panel: Panel) -> HTML {
    var (path, isDown) = ("", false)
    for point in curve.points {
      if point.y.isFinite { path += (isDown ? "L" : "M") + place(point, panel) }
      isDown = point.y.isFinite
    }
    return .element(
      "path",
      [
        "d": path, "fill": "none", "stroke": colors[curve.color % colors.count],
        "stroke-width": curve.style == .faint ? "1" : "2", "opacity": curve.style == .faint ? "0.4" : "1",
        "stroke-linejoin": "round",
      ])
  }

  private static func dots(_ panel: Panel) -> [HTML] {
    guard let dots = panel.dots else { return [] }
    return dots.points.filter { $0.y.isFinite }.map { point in
      .element(
        "circle",
        [
          "cx": decimal(right(point.x, panel)), "cy": decimal(down(point.y, panel)), "r": "4", "fill": "none",
          "stroke": colors[dots.color % colors.count], "stroke-width": "2",
        ])
    }
  }
}
