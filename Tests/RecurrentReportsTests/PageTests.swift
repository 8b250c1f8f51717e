import Foundation
import Testing

@testable import RecurrentReports

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What a page shows comes from strangers' files, and its size is to stay small.
@Suite struct PageTests {
  private let hostile = "</title><script>alert(1)</script>\" onload=\"x\u{202E}\u{0}&amp;"

  private func page(of exhibits: [any Exhibit]) -> String {
    Page(hostile, subtitle: hostile, [Section(hostile, note: hostile, exhibits)]).text
  }

  private var everyExhibit: [any Exhibit] {
    let curve = Curve(hostile, [Curve.Point(0, 1), Curve.Point(1, .nan), Curve.Point(2, 3)], color: 0)
    let axis = Axis(hostile, 0...3)
    return [
      Paragraph(hostile), Passage(hostile, hostile), Facts([Fact(hostile, hostile)]),
      Tiles([Tiles.Tile(hostile, hostile, hostile)]), Table([.text(hostile)], rows: [[.number(hostile)]]),
      LineChart(hostile, [curve, curve], x: axis, y: axis, marks: [.across(1), .upright(2)], caption: hostile),
      BarChart(hostile, unit: hostile, [BarChart.Bar(hostile, 1, hostile)]),
      HeatMap(
        hostile, names: (hostile, hostile), rows: [hostile], columns: [hostile], shares: [[0.5]], texts: [[hostile]],
        caption: hostile), ColoredText(hostile, [ColoredText.Piece(hostile, 0.5, detail: hostile)], caption: hostile),
    ]
  }

  @Test func noTextBecomesMarkup() {
    let text = page(of: [Row(everyExhibit)] + everyExhibit)
    #expect(!text.contains("<script"))
    #expect(!text.contains("\" onload"))
    #expect(!text.unicodeScalars.contains("\u{202E}") && !text.unicodeScalars.contains("\u{0}"))
    #expect(text.contains("&lt;script&gt;") && text.contains("&amp;amp;"))
  }

  /// Every element is closed, and every attribute quoted: the body is XML too.
  @Test func everyElementIsClosed() {
    let text = page(of: everyExhibit)
    let body = text[text.range(of: "<body>")!.lowerBound..<text.range(of: "</html>")!.lowerBound]
    let parser = XMLParser(data: Data(body.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
  }

  @Test func nothingIsLoadedFromElsewhere() {
    let text = page(of: everyExhibit)
    for loading in ["src=", "href=", "url(", "@import", "http:", "https:"] { #expect(!text.contains(loading)) }
  }

  @Test func tenThousandPointsTakeLittleRoom() {
    let points = (0..<10_000).map { (place: Int) in Curve.Point(Double(place), Double(place % 7)) }
    let curve = Curve("loss", points, color: 0)
    let chart = LineChart("Loss", [curve], x: Axis("epoch", 0...10_000), y: Axis("", 0...7))
    #expect(chart.html.source.utf8.count < 60_000)
  }
}
