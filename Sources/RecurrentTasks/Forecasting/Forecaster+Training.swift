import RecurrentLayers
import RecurrentTraining

extension Forecaster {
  /// Series, and which of their rows are learned from and which say how well.
  public struct TrainingData: Sendable {
    /// What is learned from.
    public let series: [Series]
    /// Of each series, counted from 0.
    public let training: [Range<Int>]
    /// Of each series. All empty: no validation.
    public let validation: [Range<Int>]

    /// - Parameters:
    ///   - training, validation: rows of `series`, counted from 0.
    public init(_ series: Series, training: Range<Int>, validation: Range<Int> = 0..<0) {
      (self.series, self.training, self.validation) = ([series], [training], [validation])
    }

    /// - Parameter rows: of a series those to learn from, and those to validate on.
    public init(
      _ collection: SeriesCollection, _ rows: (Series) -> (training: Range<Int>, validation: Range<Int>)
    ) {
      series = collection.series
      let found = series.map(rows)
      (training, validation) = (found.map(\.training), found.map(\.validation))
    }

    /// Other rows of the same series.
    init(_ data: TrainingData, training: [Range<Int>]) {
      series = data.series
      self.training = training
      validation = training.map { _ in 0..<0 }
    }

    /// What a forecaster is to know of the rows that it learns from.
    ///
    /// - Throws: ``ForecastError``: a series has not so many rows.
    public func scaling() throws(ForecastError) -> SeriesScaling {
      try SeriesScaling(Array(zip(series, training)).map { (series: $0.0, rows: $0.1) })
    }

    /// How far apart the rows of all series are; nil: of none it is known.
    ///
    /// - Throws: ``ForecastError/mixedFrequencies(path:name:found:others:)``: those of two differ.
    func frequency() throws(ForecastError) -> Frequency? {
      let all = series.compactMap { $0.timeline?.frequency }
      let counts = Dictionary(all.map { ($0, 1) }, uniquingKeysWith: +)
      // Of those that are equally common the first.
      guard let most = counts.values.max(), let usual = all.first(where: { counts[$0] == most }) else { return nil }
      for series in series {
        guard let found = series.timeline?.frequency, found != usual else { continue }
        throw .mixedFrequencies(path: series.path, name: series.name, found: found, others: usual)
      }
      return usual
    }
  }

  /// Trains, as ``TaskModel`` says, for the least quantile loss, or the likeliest distribution; it is measured on windows that
  /// forecast validation rows, with squared and absolute errors in deviations of the target.
  ///
  /// In the end the validation rows say how far from the last value a forecast goes: all the way, unless less is nearer to
  /// what came, as it is where there is nothing to learn. Where there are few windows, and too few of those rows, it is
  /// tried beforehand on rolling origins in the rows learned from; the simple forecast that is nearest there is what a
  /// forecast goes on from (``SeriesScaling/footing``).
  ///
  /// Where the recipe counts steps, each draws its windows by chance: a series, then a row, so that long series and short
  /// ones count alike. Where it counts epochs, each takes every window once.
  ///
  /// - Parameter recipe: nil: ``usualRecipe(for:)``.
  /// - Throws: ``ConfigurationError``, `CheckpointMismatch`, ``ForecastError``, `TrainingDivergence`, and what `observer` throws.
  @discardableResult
  public func train(
    on data: TrainingData, recipe: TrainingRecipe? = nil,
    checkpoints: Checkpoints? = nil, callbacks: [any Callback] = [],
    observer: (TrainingEvent) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> TrainingSpeed {
    let recipe = try recipe ?? usualRecipe(for: data)
    try recipe.validate()
    try check(data)
    let learner = try ForecasterLearner(self, data, recipe)
    let ends = zip(data.training, data.validation).map { max($0.upperBound, $1.upperBound) }
    let shares = zip(ends, data.series).map { Double($0) / Double(max(1, $1.rowCount)) }
    frequency = try data.frequency()
    seenRows = Set(ends).count == 1 ? .first(ends[0]) : .share(shares.max()!)
    let rehearsal = ForecastRehearsal(data, configuration, recipe, trainingCount: learner.trainingCount)
    let verdict = try rehearsal?.evidence().verdict()
    (calibration, widening, trust, footing) = (nil, nil, nil, nil)
    let speed = try train(
      learner, by: recipe, checkpoints: checkpoints, callbacks: callbacks, observer: observer)
    (trust, footing) = rehearsal == nil ? (learner.trust(), nil) : (verdict?.trust, verdict?.footing)
    widening = widening(at: learner.measured, of: data.series)
    guessingLoss = isToldByItsLoss(learner) ? learner.guessingLoss() : nil
    return speed
  }

  /// Whether the loss says what forecasts are worth. Those that lean on another one do not stand or fall with the network,
  /// unless it diverged: they are the other alone then.
  private func isToldByItsLoss(_ learner: ForecasterLearner) -> Bool {
    guard configuration.distribution == nil, footing != nil else { return configuration.distribution == nil }
    let least = history?.epochs.map(\.trainingLoss).min() ?? 0
    return least > 10 * learner.guessingLoss(ofTraining: true)
  }

  /// Learns, and no more than that.
  @discardableResult
  func train(
    _ learner: ForecasterLearner, by recipe: TrainingRecipe, checkpoints: Checkpoints? = nil,
    callbacks: [any Callback] = [], observer: (TrainingEvent) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> TrainingSpeed {
    try train(
      learner,
      history: TrainingHistory(
        recipe: recipe, item: configuration.distribution == nil ? .window : .distribution,
        trainingCount: learner.trainingCount, validationCount: learner.validation.count),
      checkpoints: checkpoints, callbacks: callbacks, observer: observer)
  }

  /// The usual recipe, with fewer steps where there are few windows, which are learned by heart soon: as many as see each
  /// 15 times, or a hundred times in at most 500 steps. 50 are the least.
  ///
  /// - Throws: ``ForecastError``.
  public func usualRecipe(for data: TrainingData) throws(ForecastError) -> TrainingRecipe {
    try check(data)
    var recipe = Self.usualRecipe
    let windows = try ForecasterLearner(self, data, recipe).trainingCount
    func steps(seeing times: Int) -> Int { times * min(windows, 1 << 40) / recipe.batchSize }
    let enough = max(50, min(500, steps(seeing: 100)), steps(seeing: 15))
    recipe.trainingSteps = recipe.trainingSteps.map { min($0, enough) }
    return recipe
  }

  private func check(_ data: TrainingData) throws(ForecastError) {
    for (place, series) in data.series.enumerated() {
      try checkColumns(of: series)
      try series.require(data.training[place], "to learn from")
      try series.require(data.validation[place], "to validate on")
      if configuration.distribution == .negativeBinomial {
        try checkCounts(of: series, data.training[place])
        try checkCounts(of: series, data.validation[place])
      }
    }
  }

  private func checkCounts(of series: Series, _ rows: Range<Int>) throws(ForecastError) {
    for (target, name) in configuration.targets.enumerated() {
      let values = series.column(target, rows: rows)
      if let wrong = values.firstIndex(where: { !$0.isNaN && ($0 < 0 || $0 != $0.rounded()) }) {
        throw .notCount(path: series.path, row: rows.lowerBound + wrong, column: name, value: values[wrong])
      }
    }
  }
}
