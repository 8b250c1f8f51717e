// Learns how a column of a table goes on, and says its next day, hour by hour.
//
// usage: swift run -c release Forecast series.csv COLUMN
import Recurrent

guard CommandLine.arguments.count == 3 else { fatalError("usage: swift run -c release Forecast series.csv COLUMN") }
let column = CommandLine.arguments[2]
let configuration = ForecasterConfiguration(targets: [column], window: 96, horizon: 24, season: 24)
let series = try Series(contentsOf: CommandLine.arguments[1], columns: configuration.allColumns)
let seen = series.rowCount * 4 / 5
let data = Forecaster.TrainingData(series, training: 0..<seen, validation: seen..<series.rowCount)
let forecaster = try Forecaster(configuration, scaling: data.scaling())
try forecaster.train(on: data)
for (hour, value) in try forecaster.forecast(after: series)[0].values.enumerated() { print("+\(hour + 1)", value) }
