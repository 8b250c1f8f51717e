import RecurrentTraining

/// A training gone through before, on earlier rows: networks that learned from the first half of them forecast those up
/// to the third quarter, and of three quarters the others (a rolling origin: Tashman 2000). So little data as this is for
/// is learned by heart soon, and leaves no rows to validate on that would tell.
struct ForecastRehearsal {
  private let data: Forecaster.TrainingData
  private let configuration: ForecasterConfiguration
  private let recipe: TrainingRecipe

  /// Of more windows the validation rows tell, or there is so much that it is learned.
  private static let mostWindows = 4096
  /// Validation rows of as many horizons are enough.
  private static let enoughHorizons = 8

  /// - Returns: nil where none is called for.
  init?(
    _ data: Forecaster.TrainingData, _ configuration: ForecasterConfiguration, _ recipe: TrainingRecipe,
    trainingCount: Int
  ) {
    let validated = data.validation.reduce(0) { $0 + $1.count / configuration.horizon }
    guard trainingCount <= Self.mostWindows, validated < Self.enoughHorizons else { return nil }
    (self.data, self.configuration, self.recipe) = (data, configuration, recipe)
  }

  /// What came of it.
  ///
  /// - Throws: `TrainingDivergence`.
  func evidence() throws -> ForecastEvidence {
    var evidence = ForecastEvidence(configuration: configuration)
    for (share, next) in [(0.5, 0.75), (0.75, 1)] {
      let folds = rows.map { rows in
        let cut = rows.lowerBound + Int(share * Double(rows.count))
        let end = min(rows.lowerBound + Int(next * Double(rows.count)), rows.upperBound - configuration.horizon + 1)
        return (training: rows.lowerBound..<cut, origins: cut..<max(cut, end))
      }
      try measure(folds, into: &evidence)
    }
    return evidence
  }

  /// Of each series those learned from, and those validated on where they follow.
  private var rows: [Range<Int>] {
    zip(data.training, data.validation).map { training, validation in
      training.lowerBound..<(validation.lowerBound == training.upperBound ? validation : training).upperBound
    }
  }

  private func measure(
    _ folds: [(training: Range<Int>, origins: Range<Int>)], into evidence: inout ForecastEvidence
  ) throws {
    guard folds.contains(where: { !$0.origins.isEmpty }) else { return }
    let fold = Forecaster.TrainingData(data, training: folds.map(\.training))
    let forecaster = try Forecaster(configuration, scaling: fold.scaling(), seed: recipe.seed)
    // Where so few rows teach nothing, nothing is tried.
    guard let learner = try? ForecasterLearner(forecaster, fold, recipe) else { return }
    try forecaster.train(learner, by: recipe)
    let windows = ForecastWindows(
      data.series, scaling: forecaster.scaling, configuration: configuration, historyRows: configuration.footingRows)
    for (series, fold) in folds.enumerated() {
      let rows = fold.origins.filter { $0 > 0 }
      // A series shorter than others may have none.
      guard !rows.isEmpty else { continue }
      for target in configuration.targets.indices {
        let unit = forecaster.deviation(of: data.series[series], target: target, rows: fold.training)
        let batch = windows.batch(at: rows.map { ForecastOrigin(series: series, target: target, row: $0) })
        for (place, numbers) in forecaster.numbers(of: batch).enumerated() {
          guard let numbers, let scale = batch.scales[place] else { continue }
          evidence.windows.append(window(batch, place, scale, numbers, unit: unit))
        }
      }
    }
  }

  private func window(
    _ batch: ForecastBatch, _ place: Int, _ scale: WindowScale, _ numbers: [[Double]], unit: Double
  ) -> ForecastEvidence.Window {
    var simple: [ForecastBaseline: [Double]] = [:]
    for baseline in ForecastEvidence.baselines(season: configuration.season) {
      simple[baseline] = ForecastFooting(baseline: baseline, distances: nil)
        .numbers(after: batch.histories[place], scale, configuration)
    }
    let horizon = configuration.horizon
    return ForecastEvidence.Window(
      scale: scale, actual: Array(batch.actual[(place * horizon)..<((place + 1) * horizon)]),
      network: numbers.map { $0[configuration.medianPlace] }, simple: simple, unit: unit)
  }
}

extension Forecaster {
  /// The deviation of a target in some rows; 1 where nothing differs.
  func deviation(of series: Series, target: Int, rows: Range<Int>) -> Double {
    let known = series.column(target, rows: rows).filter { !$0.isNaN }
    let mean = known.reduce(0, +) / Double(max(1, known.count))
    let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, known.count))
    return variance > 0 ? variance.squareRoot() : 1
  }
}
