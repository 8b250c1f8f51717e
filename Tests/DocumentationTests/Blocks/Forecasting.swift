import Recurrent

/// Forecasting.md, many series.
func forecastShops() throws {
  let layout = SeriesLayout(.long(seriesColumn: "shop"), columns: ["sales", "price"])
  let shops = try SeriesCollection(contentsOf: "shops.csv", layout: layout)
  let configuration = ForecasterConfiguration(
    targets: ["sales"], columns: ["price"], window: 28, horizon: 14, season: 7)
  let data = Forecaster.TrainingData(shops) { series in
    let end = series.rowCount - 28
    return (training: 0..<end, validation: end..<(end + 14))
  }
  let forecaster = try Forecaster(configuration, scaling: data.scaling())
  try forecaster.train(on: data)
  for series in shops.series {
    let next = try forecaster.forecast(after: series)[0]
    print(series.name, next.values, next.band(0.9))
  }
}

/// Forecasting.md, bands.
func showBands(_ forecaster: Forecaster, _ series: Series) throws {
  let next = try forecaster.forecast(after: series)[0]
  let (lower, upper) = next.band(0.9)
  print(next.values, next[0.25], lower, upper)
}

/// Forecasting.md, paths.
func addUp(_ forecaster: Forecaster, _ series: Series) throws {
  let paths = try forecaster.paths(after: series, count: 500)[0]
  let sums = paths.map { $0.reduce(0, +) }.sorted()
  print("nine in ten: at most", sums[449])
}

/// Forecasting.md, a stream.
func follow(_ forecaster: Forecaster, _ series: Series) throws {
  var stream = try ForecastStream(forecaster, after: series)
  let next = try stream.append([31.4])[0]
  print(next.values)
}
