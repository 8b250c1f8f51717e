import RecurrentLayers
import RecurrentTraining

extension Forecaster {
  /// A series, and which of its rows are learned from and which say how well.
  public struct TrainingData: Sendable {
    public let series: Series
    public let training: Range<Int>
    /// Empty: no validation.
    public let validation: Range<Int>

    /// - Parameters:
    ///   - training, validation: rows of `series`, counted from 0.
    public init(_ series: Series, training: Range<Int>, validation: Range<Int> = 0..<0) {
      (self.series, self.training, self.validation) = (series, training, validation)
    }
  }

  /// Trains, as ``TaskModel`` says, on every window of the training rows, in random order, for the least squared error;
  /// it is measured on the windows that forecast validation rows.
  ///
  /// - Throws: ``ConfigurationError``, `CheckpointMismatch`, ``ForecastError``, `TrainingDivergence`, and what `observer` throws.
  @discardableResult
  public func train(
    on data: TrainingData, recipe: TrainingRecipe = Forecaster.usualRecipe,
    checkpoints: Checkpoints? = nil, callbacks: [any Callback] = [],
    observer: (TrainingEvent) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> TrainingSpeed {
    try recipe.validate()
    try checkColumns(of: data.series)
    try data.series.require(data.training, "to learn from")
    try data.series.require(data.validation, "to validate on")
    let windows = SeriesWindows(data.series, scaling: scaling, configuration: configuration)
    let training = windows.origins(in: data.training, inputsToo: true)
    let validation = data.validation.isEmpty ? 0..<0 : windows.origins(in: data.validation)
    guard !training.isEmpty else { throw tooShort(data.series.path, "to learn from", data.training.count) }
    guard data.validation.isEmpty || !validation.isEmpty else {
      throw tooShort(data.series.path, "to validate on", data.validation.count)
    }
    firstUnseenRow = max(data.training.upperBound, data.validation.upperBound)
    return try train(
      ForecasterLearner(
        forecaster: self, windows: windows, training: training, validation: validation, batchSize: recipe.batchSize),
      history: TrainingHistory(
        recipe: recipe, item: .window, trainingCount: training.count, validationCount: validation.count),
      checkpoints: checkpoints, callbacks: callbacks, observer: observer)
  }

  func tooShort(_ path: String, _ part: String, _ rows: Int) -> ForecastError {
    .tooShort(path: path, part: part, rows: rows, needed: configuration.window + configuration.horizon)
  }
}
