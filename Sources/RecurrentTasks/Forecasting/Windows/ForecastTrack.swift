/// The windows of one target of one series.
struct ForecastTrack: Sendable {
  let series: Int
  let target: Int
  /// What a forecast may begin at, so that all it forecasts is learned from.
  let rows: Range<Int>
  /// The windows of the tracks before.
  let first: Int

  /// Those that can be learned from. A track in which nothing ever differs teaches nothing, and is left out as long as
  /// there are others.
  ///
  /// - Throws: ``ForecastError``: no series has enough rows.
  static func tracks(
    of data: Forecaster.TrainingData, _ loss: ForecastLoss, _ configuration: ForecasterConfiguration
  ) throws(ForecastError) -> [ForecastTrack] {
    var found: [(series: Int, target: Int, rows: Range<Int>)] = []
    for (series, rows) in data.training.enumerated() {
      // A window is whole where the series has rows enough for some of them, else as long as half of the rows.
      let before = min(configuration.window, max(1, (rows.count - configuration.horizon) / 2))
      let first = rows.lowerBound + before
      let end = rows.upperBound - configuration.horizon + 1
      guard first < end else { continue }
      for target in configuration.targets.indices { found.append((series, target, first..<end)) }
    }
    guard !found.isEmpty else {
      let most = data.training.indices.max { data.training[$0].count < data.training[$1].count }!
      throw .tooShort(
        path: data.series[most].path, part: "to learn from", rows: data.training[most].count,
        needed: configuration.horizon + 1)
    }
    let telling = found.filter { loss.errors[$0.series][$0.target] != nil }
    var count = 0
    return (telling.isEmpty ? found : telling).map { track in
      defer { count += track.rows.count }
      return ForecastTrack(series: track.series, target: track.target, rows: track.rows, first: count)
    }
  }

  /// The forecasts of validation rows: all, or as many evenly spread.
  ///
  /// - Throws: ``ForecastError``: no series has enough rows, though there are some.
  static func validation(
    of data: Forecaster.TrainingData, _ configuration: ForecasterConfiguration, atMost limit: Int
  ) throws(ForecastError) -> [ForecastOrigin] {
    var tracks: [ForecastTrack] = []
    var count = 0
    for (series, rows) in data.validation.enumerated() {
      let first = max(1, rows.lowerBound)
      let origins = first..<max(first, rows.upperBound - configuration.horizon + 1)
      for target in configuration.targets.indices where !origins.isEmpty {
        tracks.append(ForecastTrack(series: series, target: target, rows: origins, first: count))
        count += origins.count
      }
    }
    let most = data.validation.indices.max { data.validation[$0].count < data.validation[$1].count }!
    guard count > 0 || data.validation[most].isEmpty else {
      throw .tooShort(
        path: data.series[most].path, part: "to validate on", rows: data.validation[most].count,
        needed: configuration.horizon)
    }
    return evenPlaces(in: count, limit: limit).map { tracks.origin($0) }
  }
}

extension [ForecastTrack] {
  /// One of all their windows, by its place.
  func origin(_ place: Int) -> ForecastOrigin {
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if self[middle].first <= place { low = middle } else { high = middle - 1 }
    }
    let track = self[low]
    return ForecastOrigin(
      series: track.series, target: track.target, row: track.rows.lowerBound + place - track.first)
  }
}
