extension AttentionMap {
  /// A picture: the source along the top, the translation down the side, and a square for each pair, the darker the more
  /// of the source's unit was taken. Pointing at a square tells its share.
  public var svg: String { AttentionPicture(self).svg }
}

/// Lays out an ``AttentionMap``. Lengths are in pixels.
private struct AttentionPicture {
  private let map: AttentionMap
  private let cell = 24
  private let margin = 16
  /// Of a character in the labels' type.
  private let characterWidth = 9
  /// Room for the name of an axis.
  private let title = 24

  init(_ map: AttentionMap) { self.map = map }

  private var labelWidth: Int { width(of: map.target) }
  private var labelHeight: Int { width(of: map.source) }
  private var left: Int { margin + title + labelWidth }
  private var top: Int { margin + title + labelHeight }
  private var legendTop: Int { top + map.target.count * cell + margin }

  private func width(of labels: [String]) -> Int {
    max(cell, 8 + characterWidth * (labels.map { shown($0).unicodeScalars.reduce(0) { $0 + columns($1) } }.max() ?? 0))
  }

  /// East Asian characters are twice as wide.
  private func columns(_ scalar: Unicode.Scalar) -> Int {
    (0x1100...0x11FF).contains(scalar.value) || (0x2E80...0xD7A3).contains(scalar.value) || scalar.value > 0xFF00
      ? 2 : 1
  }

  var svg: String {
    // Room for the legend, however few units there are.
    let width = max(left + map.source.count * cell, margin + 280) + margin
    let height = legendTop + 16 + margin
    let parts =
      [
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
        font-family="monospace" font-size="15" fill="#222">
        <title>Attention: what of the source each unit of the translation looked at</title>
        <rect width="\(width)" height="\(height)" fill="#fff"/>
        """
      ] + names + sourceLabels + targetLabels + squares + legend + ["</svg>\n"]
    return parts.joined(separator: "\n")
  }

  private var names: [String] {
    let (x, y) = (left + map.source.count * cell / 2, top + map.target.count * cell / 2)
    let style = "font-family=\"sans-serif\" font-size=\"13\" fill=\"#666\" text-anchor=\"middle\""
    return [
      "<text x=\"\(x)\" y=\"\(margin + 10)\" \(style)>source</text>",
      "<text transform=\"translate(\(margin + 10) \(y)) rotate(-90)\" \(style)>translation</text>",
    ]
  }

  private var sourceLabels: [String] {
    map.source.enumerated().map { column, unit in
      let (x, y) = (left + column * cell + cell / 2, top - 6)
      // Single characters stand upright, words are turned.
      return unit.unicodeScalars.count == 1
        ? "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"middle\">\(escaped(unit))</text>"
        : "<text transform=\"translate(\(x + 5) \(y)) rotate(-90)\">\(escaped(unit))</text>"
    }
  }

  private var targetLabels: [String] {
    map.target.enumerated().map { row, unit in
      "<text x=\"\(left - 6)\" y=\"\(top + row * cell + 17)\" text-anchor=\"end\">\(escaped(unit))</text>"
    }
  }

  private var squares: [String] {
    map.weights.enumerated().flatMap { row, shares in
      shares.enumerated().map { column, share in
        let names = "\(escaped(map.target[row])) ← \(escaped(map.source[column]))"
        return """
          <rect x="\(left + column * cell)" y="\(top + row * cell)" width="\(cell)" height="\(cell)" \
          fill="\(color(share))" stroke="#e4e4e4"><title>\(names): \(percent(share))</title></rect>
          """
      }
    }
  }

  private var legend: [String] {
    let steps = 11
    let bars = (0..<steps).map { step in
      let share = Float(step) / Float(steps - 1)
      return
        "<rect x=\"\(margin + 30 + step * 16)\" y=\"\(legendTop)\" width=\"16\" height=\"14\" fill=\"\(color(share))\"/>"
    }
    let style = "font-family=\"sans-serif\" font-size=\"13\" fill=\"#666\""
    return [
      "<text x=\"\(margin)\" y=\"\(legendTop + 12)\" \(style)>0%</text>",
      "<text x=\"\(margin + 36 + steps * 16)\" y=\"\(legendTop + 12)\" \(style)>100%</text>",
    ] + bars
  }

  /// From white to a dark blue, evenly.
  private func color(_ share: Float) -> String {
    let dark: [Float] = [8, 48, 107]
    let channels = dark.map { Int((255 + (min(max(share, 0), 1)) * ($0 - 255)).rounded()) }
    return "rgb(\(channels.map(String.init).joined(separator: ",")))"
  }

  private func percent(_ share: Float) -> String { "\(Int((100 * share).rounded()))%" }

  /// White space is made to be seen.
  private func shown(_ unit: String) -> String {
    unit == " " ? "␣" : unit == "\n" ? "⏎" : unit == "\t" ? "⇥" : unit
  }

  private func escaped(_ unit: String) -> String {
    shown(unit).unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      // XML has no control characters.
      case _ where scalar.properties.generalCategory == .control: text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
