/// A bar for each of some names.
package struct BarChart: Exhibit {
  package struct Bar: Sendable, Equatable {
    package let name: String
    package let value: Double
    /// The value as it is read.
    package let text: String

    package init(_ name: String, _ value: Double, _ text: String) {
      (self.name, self.value, self.text) = (name, value, text)
    }
  }

  private let title: String
  private let unit: String
  private let bars: [Bar]

  /// - Parameter bars: none below 0; those after the first `limit` are left out, and counted.
  package init(_ title: String, unit: String = "", _ bars: [Bar], limit: Int = 30) {
    (self.title, self.unit) = (title, unit)
    self.bars = Array(bars.prefix(limit))
    left = max(0, bars.count - limit)
  }
  private let left: Int

  package var html: HTML {
    let longest = max(bars.map(\.value).max() ?? 0, .leastNormalMagnitude)
    let rows = bars.flatMap { bar in
      [
        HTML.element("span", ["title": bar.name, "dir": "auto"], bar.name),
        .element("i", ["style": "width:\(decimal(100 * bar.value / longest))%"]), .element("em", bar.text),
      ]
    }
    let rest = left > 0 ? [HTML.element("p", ["class": "caption"], "and \(left) more")] : []
    return .element(
      "figure",
      [.element("figcaption", [HTML(title), .element("small", unit)]), .element("div", ["class": "bars"], rows)] + rest)
  }
}

extension BarChart {
  /// How often each of some numbers comes, in stretches of the same round width.
  package init(_ title: String, unit: String, countsOf numbers: [Int], bars count: Int = 12) {
    let highest = numbers.max() ?? 0
    let widths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000]
    let width = widths.first { $0 * count > highest } ?? highest + 1
    var counts = [Int](repeating: 0, count: highest / width + 1)
    for number in numbers { counts[number / width] += 1 }
    self.init(
      title, unit: unit,
      counts.enumerated().map { place, count in
        let name = width == 1 ? "\(place)" : "\(place * width)–\((place + 1) * width - 1)"
        return Bar(name, Double(count), "\(count)")
      })
  }
}
