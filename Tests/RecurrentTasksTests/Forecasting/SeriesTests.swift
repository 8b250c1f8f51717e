import RecurrentText
import TestSupport
import Testing

@testable import RecurrentTasks

/// Suites that write tables and read them as series.
protocol SeriesTests {
  var folder: TemporaryFolder { get }
}

extension SeriesTests {
  func read(_ text: String, _ layout: SeriesLayout, name: String = "series.csv") throws -> SeriesCollection {
    try SeriesCollection(contentsOf: folder.write(text, to: name), layout: layout)
  }

  func rows(_ series: Series) -> String { "\(series[0..<series.rowCount])" }

  func refuses(_ text: String, _ layout: SeriesLayout, _ reasons: String..., name: String = "series.csv") throws {
    let path = try folder.write(text, to: name)
    let error = #expect(throws: TextFileError.self) { try SeriesCollection(contentsOf: path, layout: layout) }
    for reason in reasons { #expect("\(error!)".contains(reason), "\(error!)") }
  }
}
