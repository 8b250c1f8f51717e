import Recurrent
import RecurrentFoundation

/// What a series is called in what is printed: nothing where it is the only one.
struct SeriesName {
  /// The columns that tell series apart, and what each of them says.
  private let parts: [(column: String, text: String)]
  private let name: String

  init(_ series: Series, of collection: SeriesCollection, _ forecaster: Forecaster) {
    name = series.name
    parts = collection.series.count > 1 ? zip(forecaster.keyColumns, series.key).map { ($0, $1) } : []
  }

  /// Those of a line.
  var fields: [String] { parts.map(\.text) }

  /// Those of a line of JSON: the name as one text, and of several columns what each of them says.
  var members: [(String, JSONValue)] {
    guard !parts.isEmpty else { return [] }
    let named = [("series", JSONValue.string(name))]
    return parts.count == 1 ? named : named + [("key", .object(parts.map { ($0.column, .string($0.text)) }))]
  }
}
