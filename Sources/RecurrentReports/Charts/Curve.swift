/// Points joined by a line, in the order of x.
package struct Curve: Sendable, Equatable {
  package struct Point: Sendable, Equatable {
    package let x: Double
    package let y: Double

    package init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
  }

  package enum Style: Sendable { case line, faint }

  package let name: String
  /// What is not finite is not drawn: the line is broken there.
  package let points: [Point]
  /// Its place in the palette.
  package let color: Int
  package let style: Style

  package init(_ name: String, _ points: [Point], color: Int, style: Style = .line) {
    (self.name, self.points, self.color, self.style) = (name, points, color, style)
  }

  /// The point next to a place, the later one of two; nil where the curve has not begun or has ended.
  package func point(at place: Double) -> Point? {
    guard let first = points.first, let last = points.last else { return nil }
    let spacing = points.count > 1 ? (last.x - first.x) / Double(points.count - 1) : .infinity
    guard place > first.x - spacing, place < last.x + spacing else { return nil }
    return points.min { (abs($0.x - place), -$0.x) < (abs($1.x - place), -$1.x) }
  }

  /// So few points that the line looks the same: of each of many stretches of the same number of points the first, the
  /// last, the lowest and the highest. A peak of one point stays.
  ///
  /// - Parameter limit: at most so many, at least 4.
  package func thinned(to limit: Int = 1200) -> Curve {
    guard points.count > limit else { return self }
    let stretches = max(1, limit / 4)
    let kept = (0..<stretches).flatMap { stretch in
      let places = (stretch * points.count / stretches)..<((stretch + 1) * points.count / stretches)
      let lowest = places.min { points[$0].y < points[$1].y }
      let highest = places.max { points[$0].y < points[$1].y }
      return Set([places.first, lowest, highest, places.last].compactMap(\.self)).sorted()
    }
    return Curve(name, kept.map { points[$0] }, color: color, style: style)
  }
}
