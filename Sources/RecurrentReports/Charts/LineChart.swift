/// Curves over one axis.
package struct LineChart: Exhibit {
  /// A value that the curves are held against.
  package enum Mark: Sendable, Equatable {
    /// A line across, at a value of y.
    case across(Double)
    /// A line upright, at a value of x.
    case upright(Double)
  }

  package let title: String
  package let curves: [Curve]
  package let x: Axis
  package let y: Axis
  package let marks: [Mark]
  /// A sentence under the chart.
  package let caption: String?

  package init(_ title: String, _ curves: [Curve], x: Axis, y: Axis, marks: [Mark] = [], caption: String? = nil) {
    (self.title, self.curves, self.x, self.y) = (title, curves.map { $0.thinned() }, x, y)
    (self.marks, self.caption) = (marks, caption)
  }

  package var html: HTML {
    let label = HTML.element("small", y.label)
    let caption = caption.map { [HTML.element("p", ["class": "caption"], $0)] } ?? []
    return .element(
      "figure",
      [.element("figcaption", [HTML(title), label]), legend, plot, .element("div", ["class": "axis"], x.label)]
        + caption)
  }

  /// One curve alone is what the title says.
  private var legend: HTML {
    .element(
      "div", ["class": "legend"],
      (curves.count > 1 ? curves : []).map { curve in
        let stroke = HTML.element("i", ["class": curve.style == .faint ? "faint" : "", "style": color(curve)])
        return .element("span", [stroke, HTML(curve.name)])
      })
  }

  // MARK: The plot

  /// Lines are drawn on a square of 1000 that is stretched to whatever room there is, while strokes keep their width;
  /// texts lie over it and are not stretched.
  private var plot: HTML {
    let (rows, columns) = (y.ticks(about: 4), x.ticks(about: 5))
    let texts =
      rows.map { tick in
        // The plot's height but for the line of texts under it, 22 pixels high.
        let top = "top:calc((100% - 22px) * \(decimal(1 - y.place(tick.value), 4)))"
        return HTML.element("span", ["class": "y", "style": top], tick.text)
      }
      + columns.map { tick in
        HTML.element("span", ["class": "x", "style": "left:\(decimal(100 * x.place(tick.value)))%"], tick.text)
      }
    let grid = HTML.element(
      "path",
      ["class": "grid", "d": rows.map { "M0 \(decimal(down($0.value)))H1000" }.joined()])
    let drawing = HTML.element(
      "svg", ["viewBox": "0 0 1000 1000", "preserveAspectRatio": "none", "role": "img", "aria-label": title],
      [grid] + marks.map(line) + curves.flatMap(drawing) + [readouts])
    return .element("div", ["class": "plot"], [drawing] + texts)
  }

  private func line(_ mark: Mark) -> HTML {
    switch mark {
    case .across(let value): .element("path", ["class": "mark", "d": "M0 \(decimal(down(value)))H1000"])
    case .upright(let value): .element("path", ["class": "mark", "d": "M\(decimal(right(value))) 0V1000"])
    }
  }

  private func drawing(of curve: Curve) -> [HTML] {
    let line = HTML.element(
      "path", ["class": curve.style == .faint ? "faint" : "curve", "style": color(curve), "d": path(curve.points)])
    guard curve.style == .line, curve.points.count <= 20 else { return [line] }
    // A stroke without length is a round dot of its width.
    let dots = curve.points.filter { $0.y.isFinite }.map { "M\(place(of: $0))h0" }.joined()
    return [line, .element("path", ["class": "dots", "style": color(curve), "d": dots])]
  }

  private func path(_ points: [Curve.Point]) -> String {
    var (path, isDown) = ("", false)
    for point in points {
      guard point.y.isFinite, y.scale == .linear || point.y > 0 else {
        isDown = false
        continue
      }
      path += (isDown ? "L" : "M") + place(of: point)
      isDown = true
    }
    return path
  }

  /// What the curves are at, where a pointer rests.
  private var readouts: HTML {
    let longest = curves.filter { $0.style == .line }.max { $0.points.count < $1.points.count }
    guard let longest, !longest.points.isEmpty else { return HTML([]) }
    let count = min(100, longest.points.count)
    let shown = (0..<count).map { longest.points[($0 * 2 + 1) * longest.points.count / (2 * count)].x }
    let bands = shown.indices.map { place -> HTML in
      let left = place == 0 ? 0 : right((shown[place - 1] + shown[place]) / 2)
      let end = place == count - 1 ? 1000 : right((shown[place] + shown[place + 1]) / 2)
      return .element(
        "rect", ["x": decimal(left), "width": decimal(max(0, end - left)), "height": "1000"],
        [.element("title", readout(at: shown[place]))])
    }
    return HTML(bands)
  }

  private func readout(at place: Double) -> String {
    let step = (y.range.upperBound - y.range.lowerBound) / 1000
    let values = curves.filter { $0.style == .line }.compactMap { curve -> String? in
      guard let point = curve.point(at: place), point.y.isFinite else { return nil }
      return "\(curve.name): \(Axis.text(of: point.y, step: y.scale == .linear ? step : abs(point.y) / 1000))"
    }
    let unit = (x.range.upperBound - x.range.lowerBound) > 20 ? 1.0 : 0.1
    return (["\(x.label) \(Axis.text(of: place, step: place == place.rounded() ? 1 : unit))"] + values)
      .joined(separator: "\n")
  }

  private func place(of point: Curve.Point) -> String { "\(decimal(right(point.x))) \(decimal(down(point.y)))" }
  private func right(_ value: Double) -> Double { 1000 * x.place(value) }
  private func down(_ value: Double) -> Double { 1000 * (1 - y.place(value)) }
  private func color(_ curve: Curve) -> String { "--c:var(--c\(curve.color % 8))" }
}
