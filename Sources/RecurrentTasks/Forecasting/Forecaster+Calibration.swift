import RecurrentLayers

extension Forecaster {
  /// Makes the bands as wide as the validation rows want them: the band of 90 of a hundred values then holds as many of
  /// those (split conformal prediction: Romano et al. 2019). It is saved with the forecaster.
  ///
  /// - Throws: ``ForecastError``: there are no validation rows, or too few.
  public func calibrate(on data: TrainingData) throws(ForecastError) {
    let origins = try calibrationOrigins(of: data)
    let windows = ForecastWindows(data.series, scaling: scaling, configuration: configuration)
    var ratios = BandRatios()
    for start in stride(from: 0, to: origins.count, by: 256) {
      add(windows.batch(at: Array(origins[start..<min(start + 256, origins.count)])), to: &ratios)
    }
    calibration = ratios.calibration
  }

  /// How far what came after some windows is from the median, in distances of the bounds of the band of 90 of a hundred values
  /// as they are before they are calibrated.
  func add(_ batch: ForecastBatch, to ratios: inout BandRatios) {
    let (low, high) = (configuration.levels.firstIndex(of: 0.05)!, configuration.levels.firstIndex(of: 0.95)!)
    for (row, numbers) in self.numbers(of: batch).enumerated() {
      guard let numbers, let scale = batch.scales[row], scale.spread > 0 else { continue }
      for (step, numbers) in numbers.enumerated() {
        let (actual, median) = (
          batch.actual[row * configuration.horizon + step], numbers[configuration.medianPlace]
        )
        guard !actual.isNaN else { continue }
        let difference = scale.scaled(actual) - median
        ratios.add(below: difference / (numbers[low] - median), above: difference / (numbers[high] - median))
      }
    }
  }

  /// Checks that there are validation rows to calibrate on.
  ///
  /// - Throws: ``ForecastError``, as ``calibrate(on:)`` would.
  public func checkCalibration(on data: TrainingData) throws(ForecastError) { _ = try calibrationOrigins(of: data) }

  private func calibrationOrigins(of data: TrainingData) throws(ForecastError) -> [ForecastOrigin] {
    let origins = try ForecastTrack.validation(of: data, configuration, atMost: 4096)
    guard !origins.isEmpty else {
      throw .tooShort(path: data.series[0].path, part: "to calibrate on", rows: 0, needed: configuration.horizon)
    }
    return origins
  }
}

/// Distances of what came from the median, in those of a band's bounds.
struct BandRatios {
  private var (below, above) = ([Double](), [Double]())

  /// Fewer hardly tell what 95 of a hundred are below.
  static let enough = 100
  var count: Int { above.count }

  mutating func add(below: Double, above: Double) {
    self.below.append(below)
    self.above.append(above)
  }

  /// By how much the bounds are to be further away, so that 5 of a hundred lie beyond each.
  var calibration: SeriesScaling.Calibration {
    SeriesScaling.Calibration(lower: quantile(below), upper: quantile(above))
  }

  /// What 95 of a hundred are below, of n the ⌈0.95 (n + 1)⌉th; never less than 0.
  private func quantile(_ ratios: [Double]) -> Double {
    let sorted = ratios.filter { $0.isFinite }.sorted()
    guard !sorted.isEmpty else { return 1 }
    let place = Int((0.95 * Double(sorted.count + 1)).rounded(.up)) - 1
    return max(0, sorted[min(place, sorted.count - 1)])
  }
}
