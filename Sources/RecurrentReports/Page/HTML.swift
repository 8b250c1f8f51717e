/// A piece of a page. All text and every attribute goes through one place that escapes it, so that nothing in a data set
/// becomes markup.
package struct HTML: Sendable, Equatable {
  package let source: String

  private init(source: String) { self.source = source }

  /// Text as it is read.
  package init(_ text: String) { source = text.escaped }

  /// Pieces one after another.
  package init(_ pieces: [HTML]) { source = pieces.map(\.source).joined() }

  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ content: [HTML]
  ) -> HTML {
    let attributes = attributes.map { " \($0)=\"\($1.escaped)\"" }.joined()
    return HTML(source: "<\(name)\(attributes)>\(HTML(content).source)</\(name)>")
  }

  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ text: String
  ) -> HTML {
    element(name, attributes, [HTML(text)])
  }

  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>
  ) -> HTML {
    element(name, attributes, [])
  }

  package static func element(_ name: StaticString, _ content: [HTML]) -> HTML { element(name, [:], content) }
  package static func element(_ name: StaticString, _ text: String) -> HTML { element(name, [:], [HTML(text)]) }

  /// Markup or style of this package's own.
  static func written(_ source: StaticString) -> HTML { HTML(source: "\(source)") }
}

extension String {
  /// As HTML and XML have it in texts and in quoted attributes.
  fileprivate var escaped: String {
    var result = ""
    result.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      // XML has no other control characters.
      case _ where scalar.properties.generalCategory == .control: result += "\u{FFFD}"
      // A browser is not to take the direction of a stranger's text for that of the page.
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": result += "\u{FFFD}"
      case _ where scalar.value & 0xFFFE == 0xFFFE: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
