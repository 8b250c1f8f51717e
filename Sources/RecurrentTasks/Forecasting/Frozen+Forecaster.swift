import RecurrentLayers

extension Frozen<Forecaster> {
  /// As ``Forecaster/forecast(after:levels:)``.
  public func forecast(after series: Series, levels: [Double] = []) throws -> [Forecast] {
    try run { try $0.forecast(after: series, levels: levels) }
  }
}
