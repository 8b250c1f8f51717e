import RecurrentLayers

extension Frozen<Forecaster> {
  /// As ``Forecaster/forecast(after:)``.
  public func forecast(after series: Series) throws -> [Forecast] { try run { try $0.forecast(after: series) } }
}
