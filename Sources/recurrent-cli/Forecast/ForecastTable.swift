import Recurrent

/// Forecasts as a table.
struct ForecastTable {
  private let forecaster: Forecaster
  private let collection: SeriesCollection
  /// Of each series each target's.
  private let forecasts: [[Forecast]]
  private let levels: [Double]

  init(_ forecaster: Forecaster, _ collection: SeriesCollection, _ forecasts: [[Forecast]], levels: [Double]) {
    (self.forecaster, self.collection) = (forecaster, collection)
    (self.forecasts, self.levels) = (forecasts, levels)
  }

  var text: String {
    let lines = forecaster.layout?.arrangement == .rows && levels.isEmpty ? rows : table
    return lines.map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined()
  }

  /// A row for each series, as files of them are.
  private var rows: [[String]] {
    [(0...forecaster.configuration.horizon).map { "V\($0 + 1)" }]
      + forecasts.map { [$0[0].series] + $0[0].values.map { "\($0)" } }
  }

  /// A row for each step of each series.
  private var table: [[String]] {
    let hasTimes = collection.series.allSatisfy { $0.timeline != nil }
    let isNamed = collection.series.count > 1
    let targets = forecaster.configuration.targets
    let columns = targets.flatMap { target in [target] + levels.map { "\(target) \($0)" } }
    let first = hasTimes ? collection.timeColumn ?? "time" : "step"
    var rows = [(isNamed ? forecaster.keyColumns : []) + [first] + columns]
    for (series, forecasts) in zip(collection.series, forecasts) {
      for step in 0..<forecaster.configuration.horizon {
        let time = hasTimes ? series.timeline!.text(of: forecaster.end(of: series) + step) : "\(step + 1)"
        let values = forecasts.flatMap { forecast in [forecast.values[step]] + levels.map { forecast[$0][step] } }
        rows.append((isNamed ? series.key : []) + [time] + values.map { "\($0)" })
      }
    }
    return rows
  }

  private static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
