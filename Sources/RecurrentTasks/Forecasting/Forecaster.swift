import RecurrentLayers
import RecurrentTraining
import Synchronization

/// Says how series of numbers go on, and how sure that is, by recurrent networks over their last rows: many to many.
///
/// ```swift
/// let configuration = ForecasterConfiguration(targets: ["OT"], window: 96, horizon: 24, season: 24)
/// let series = try Series(contentsOf: "ETTh1.csv", columns: configuration.allColumns)
/// let data = Forecaster.TrainingData(series, training: 0..<8640, validation: 8640..<11520)
/// let forecaster = try Forecaster(configuration, scaling: data.scaling())
/// try forecaster.train(on: data)
/// let next = try forecaster.forecast(after: series)[0]
/// print(next.values, next[0.05], next[0.95])  // 24 values, and the band that holds 90 of a hundred
/// ```
/// One network serves all series of a collection and all targets. It reads a window in units of the window, so that it
/// forecasts series that it did not learn from too, and those that are shorter than a window.
///
/// One task at a time may train a forecaster; any number may use it while none trains. What
/// ``TaskModel/frozen()`` gives, any number may use meanwhile too.
public final class Forecaster: TrainableModel {
  /// Where there are few windows, ``train(on:recipe:checkpoints:callbacks:observer:)`` takes fewer steps of itself.
  public static let usualRecipe = TrainingRecipe(
    epochs: 20, trainingSteps: 4000, batchSize: 128, learningRate: 0.004, schedule: .cosine, clip: 1, averaging: 0.995)

  /// What it reads, forecasts, and is made of.
  public let configuration: ForecasterConfiguration
  /// Of the columns, fitted to the rows it learned from.
  public var scaling: SeriesScaling { learned.withLock { $0.scaling } }
  /// The rows that it learned from or was validated on. nil: not trained.
  public internal(set) var seenRows: SeenRows? {
    get { learned.withLock { $0.seenRows } }
    set { learned.withLock { $0.seenRows = newValue } }
  }
  /// The first row, counted from 0, that it neither learned from nor was validated on, the same of each series. nil: not
  /// trained, or it differs.
  public var firstUnseenRow: Int? { if case .first(let count) = seenRows { count } else { nil } }
  /// How the series lie in the files that it learned from, so that files of more are read alike. nil: they were not from
  /// files.
  public var layout: SeriesLayout? {
    get { learned.withLock { $0.layout } }
    set { learned.withLock { $0.layout = newValue } }
  }
  /// How far apart the rows are that it learned from: others are refused. nil: their times were not known.
  public internal(set) var frequency: Frequency? {
    get { learned.withLock { $0.frequency } }
    set { learned.withLock { $0.frequency = newValue } }
  }
  /// What the series' validation part says of the bands: see ``SeriesScaling/calibration``.
  var calibration: SeriesScaling.Calibration? {
    get { learned.withLock { $0.scaling.calibration } }
    set { learned.withLock { $0.scaling.calibration = newValue } }
  }

  /// See ``SeriesScaling/widening``.
  var widening: BandWidening? {
    get { learned.withLock { $0.scaling.widening } }
    set { learned.withLock { $0.scaling.widening = newValue } }
  }

  /// See ``SeriesScaling/trust``.
  var trust: Double? {
    get { learned.withLock { $0.scaling.trust } }
    set { learned.withLock { $0.scaling.trust = newValue } }
  }

  /// Of the windows that it was last validated on, or learned from where it was not.
  public internal(set) var guessingLoss: Double? {
    get { learned.withLock { $0.guessingLoss } }
    set { learned.withLock { $0.guessingLoss = newValue } }
  }

  /// See ``SeriesScaling/footing``.
  var footing: ForecastFooting? {
    get { learned.withLock { $0.scaling.footing } }
    set { learned.withLock { $0.scaling.footing = newValue } }
  }

  private struct Learned {
    var scaling: SeriesScaling
    /// It is not saved.
    var guessingLoss: Double?
    var seenRows: SeenRows?
    var frequency: Frequency?
    var layout: SeriesLayout?
  }
  private let learned: Mutex<Learned>

  /// The first rows of series.
  public enum SeenRows: Codable, Equatable, Sendable {
    /// So many of each.
    case first(Int)
    /// A share of each, at most.
    case share(Double)

    /// The first row of a series after them.
    public func end(of series: Series) -> Int {
      switch self {
      case .first(let count): min(count, series.rowCount)
      case .share(let share): min(Int((share * Double(series.rowCount)).rounded(.up)), series.rowCount)
      }
    }
  }

  let network: ForecasterNetworks
  let record = TrainingRecord()

  /// A forecaster that knows nothing yet.
  ///
  /// - Parameter seed: where the initial weights come from.
  /// - Throws: ``ConfigurationError``.
  public init(
    _ configuration: ForecasterConfiguration, scaling: SeriesScaling, seed: UInt64 = 1
  ) throws(ConfigurationError) {
    try configuration.validate()
    try scaling.validate(for: configuration)
    try requireMemory(forWeights: Self.leastWeightCount(configuration))
    self.configuration = configuration
    learned = Mutex(Learned(scaling: scaling))
    network = withRandomSource(RandomSource(seed: seed)) { ForecasterNetworks(configuration) }
  }

  /// The next values of each target of a series, in its own units.
  ///
  /// - Parameters:
  ///   - series: it may be shorter than a window. Of columns known ahead it has the rows of the horizon, with gaps in the
  ///     targets: the forecast begins after the last row in which a target has a value.
  ///   - levels: quantiles besides the configuration's: between those that were learned, or any of a distribution.
  /// - Throws: ``ForecastError``: it has other columns or rows of another frequency, a target without any value, or too few rows of
  ///   what is known ahead; or nothing is known of a quantile.
  public func forecast(after series: Series, levels: [Double] = []) throws(ForecastError) -> [Forecast] {
    try check(series)
    try require(levels: levels)
    let all = configuration.levels(with: levels)
    return zip(configuration.targets, try quantiles(after: series, at: all)).map { target, values in
      Forecast(series: series.name, target: target, levels: all, quantiles: values)
    }
  }

  /// Of each target the quantiles of its next values, `[horizon][levels]`.
  ///
  /// - Parameter levels: with the median; of learned quantiles one beyond the outermost is as that.
  func quantiles(after series: Series, at levels: [Double]) throws(ForecastError) -> [[[Double]]] {
    let row = end(of: series)
    try requireAhead(of: series, from: row)
    let origins = configuration.targets.indices.map { ForecastOrigin(series: 0, target: $0, row: row) }
    let windows = ForecastWindows([series], scaling: scaling, configuration: configuration)
    var found: [[[Double]]] = []
    for (target, values) in zip(configuration.targets, quantiles(of: windows.batch(at: origins), at: levels)) {
      guard let values else { throw .noValues(path: series.path, name: series.name, column: target) }
      found.append(values)
    }
    return found
  }

  /// The row after the last; where columns are known ahead, after the last in which a target has a value.
  package func end(of series: Series) -> Int {
    var end = series.rowCount
    guard !configuration.known.isEmpty else { return end }
    while end > 0, series[(end - 1)..<end].prefix(configuration.targets.count).allSatisfy(\.isNaN) { end -= 1 }
    return end
  }

  /// Checks that what is known ahead is there for all of the horizon.
  func requireAhead(of series: Series, from row: Int) throws(ForecastError) {
    guard configuration.known.isEmpty || series.rowCount - row >= configuration.horizon else {
      throw .endsEarly(
        path: series.path, name: series.name, columns: configuration.known, rows: series.rowCount - row,
        needed: configuration.horizon)
    }
    let first = configuration.targets.count + configuration.columns.count
    for (place, name) in configuration.known.enumerated() {
      let values = series.column(first + place, rows: row..<(row + configuration.horizon))
      if let missing = values.firstIndex(where: \.isNaN) {
        throw .missingAhead(
          path: series.path, name: series.name, column: name, row: series.rowsBefore + row + missing)
      }
    }
  }

  /// What ``forecast(after:levels:)`` reads of a series.
  package var tail: SeriesTail { tail(of: historyRows) }

  /// So many of the last rows in which a target may have a value.
  func tail(of rows: Int) -> SeriesTail {
    SeriesTail(
      count: rows, values: historyValues,
      leading: configuration.known.isEmpty ? nil : configuration.targets.count)
  }

  /// Checks that a series is as those learned from.
  func check(_ series: Series) throws(ForecastError) {
    try checkColumns(of: series)
    try series.require(frequency)
  }

  func checkColumns(of series: Series) throws(ForecastError) {
    guard series.columns == configuration.allColumns else {
      throw .otherColumns(path: series.path, found: series.columns, expected: configuration.allColumns)
    }
    guard series.statics.count == configuration.statics.count else {
      throw .otherStatics(
        path: series.path, found: series.statics.count, expected: configuration.statics.map(\.name))
    }
    for (column, value) in zip(configuration.statics, series.statics) where !column.values.contains(value) {
      throw .unknownStatic(path: series.path, name: series.name, column: column.name, value: value)
    }
  }
}
