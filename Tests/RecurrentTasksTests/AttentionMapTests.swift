import Foundation
import Recurrent
import Testing

@testable import RecurrentTasks

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The picture is XML that a browser reads, with what was asked for in it.
@Suite struct AttentionMapTests {
  /// Counts the elements and collects the texts.
  private final class Reader: NSObject, XMLParserDelegate {
    var counts: [String: Int] = [:]
    var fills: [String] = []
    var texts: [String] = []
    private var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      counts[name, default: 0] += 1
      if name == "rect" { fills.append(attributes["fill"] ?? "") }
      text = ""
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      if name == "text" || name == "title" { texts.append(text) }
      text = ""
    }
  }

  private func read(_ map: AttentionMap) throws -> Reader {
    let parser = XMLParser(data: Data(map.svg.utf8))
    let reader = Reader()
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    return reader
  }

  @Test func everyUnitAndEveryShareIsThere() throws {
    let map = AttentionMap(
      source: ["J", "u", "n", " ", "5"], target: ["0", "6", "<eos>"],
      weights: [[1, 0, 0, 0, 0], [0, 0.5, 0.5, 0, 0], [0, 0, 0, 0.25, 0.75]])
    let picture = try read(map)
    for label in ["J", "u", "n", "␣", "5", "0", "6", "<eos>", "source", "translation", "0%", "100%"] {
      #expect(picture.texts.contains(label), "\(label)")
    }
    #expect(picture.texts.contains("6 ← u: 50%"))
    // The background, 3 x 5 squares and the legend's 11.
    #expect(picture.counts["rect"] == 1 + 15 + 11)
    // White for nothing, dark blue for all.
    #expect(picture.fills[1] == "rgb(8,48,107)" && picture.fills[2] == "rgb(255,255,255)")
  }

  @Test(arguments: ["&", "<", "\"", "]]>", "\u{0}", "한국어", "👩‍👩‍👧", "a long word"])
  func anyUnitIsShown(unit: String) throws {
    let picture = try read(AttentionMap(source: [unit], target: [unit], weights: [[1]]))
    #expect(picture.counts["rect"] == 1 + 1 + 11)
    #expect(picture.texts.filter { $0 == unit }.count == (unit == "\u{0}" ? 0 : 2))
  }
}
