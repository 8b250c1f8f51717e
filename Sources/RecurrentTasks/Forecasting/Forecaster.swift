import RecurrentLayers
import RecurrentTraining
import Synchronization

/// Says how a column of numbers goes on, by a recurrent network over the last rows of it and of others: many to one.
///
/// ```swift
/// let configuration = ForecasterConfiguration(columns: ["OT"], target: "OT", window: 96, horizon: 24)
/// let series = try Series(contentsOf: "ETTh1.csv", columns: configuration.allColumns)
/// let data = Forecaster.TrainingData(series, training: 0..<8640, validation: 8640..<11520)
/// let forecaster = try Forecaster(configuration, scaling: SeriesScaling(series, rows: data.training))
/// try forecaster.train(on: data, recipe: TrainingRecipe(epochs: 10))
/// let next = try forecaster.forecast(after: series)  // 24 values
/// ```
/// One task at a time may train a forecaster; any number may use it while none trains. What
/// ``TaskModel/frozen()`` gives, any number may use meanwhile too.
public final class Forecaster: TrainableModel {
  public static let usualRecipe = TrainingRecipe(
    epochs: 10, batchSize: 64, learningRate: 0.003, schedule: .cosine, clip: 1)

  public let configuration: ForecasterConfiguration
  /// Of the columns, fitted to the rows it learned from.
  public let scaling: SeriesScaling
  /// The first row of its series, counted from 0, that it neither learned from nor was validated on. nil: not trained.
  public internal(set) var firstUnseenRow: Int? {
    get { unseen.withLock { $0 } }
    set { unseen.withLock { $0 = newValue } }
  }
  private let unseen = Mutex<Int?>(nil)

  let network: ForecasterNetwork
  let record = TrainingRecord()

  /// A forecaster that knows nothing yet.
  ///
  /// - Parameter seed: where the initial weights come from.
  /// - Throws: ``ConfigurationError``.
  public init(
    _ configuration: ForecasterConfiguration, scaling: SeriesScaling, seed: UInt64 = 1
  ) throws(ConfigurationError) {
    try configuration.validate()
    try scaling.validate(columnCount: configuration.allColumns.count)
    try requireMemory(forWeights: Self.leastWeightCount(configuration))
    self.configuration = configuration
    self.scaling = scaling
    network = withRandomSource(RandomSource(seed: seed)) { ForecasterNetwork(configuration) }
  }

  /// The target's values that follow the last row of a series, in the series' own units.
  ///
  /// - Throws: ``ForecastError``.
  public func forecast(after series: Series) throws(ForecastError) -> [Double] {
    try checkColumns(of: series)
    guard series.rowCount >= configuration.window else {
      throw .tooShort(path: series.path, part: "to read", rows: series.rowCount, needed: configuration.window)
    }
    let windows = SeriesWindows(series, scaling: scaling, configuration: configuration)
    let last = windows.targets(in: (series.rowCount - 1)..<series.rowCount)[0]
    let scale = scaling[configuration.targetPlace]
    return network(windows.input(before: series.rowCount)).scalars.map { scale.unscaled(last + Double($0)) }
  }

  func checkColumns(of series: Series) throws(ForecastError) {
    guard series.columns == configuration.allColumns else {
      throw .otherColumns(path: series.path, found: series.columns, expected: configuration.allColumns)
    }
  }
}
