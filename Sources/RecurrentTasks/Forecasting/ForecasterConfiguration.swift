import RecurrentKernels
import RecurrentLayers
import RecurrentTraining

/// The shape of a ``Forecaster``: everything but its scaling and its weights.
public struct ForecasterConfiguration: Codable, Equatable, Sendable {
  /// The columns forecast. One network serves all of them and all series; each is forecast from its own rows.
  public var targets: [String]
  /// Other columns that are read up to the last row.
  public var columns: [String]
  /// Columns that are known ahead: the rows of the horizon are read too.
  public var known: [String]
  /// What is said of whole series, and is read as categories: see ``SeriesCollection/statics``.
  public var statics: [StaticColumn]
  /// What of the times is read, of the window and of the horizon. nil: nothing. Series without times have zeros.
  public var calendar: CalendarFeatures?
  /// The rows read, at least 2: a window's unit is how far its rows differ.
  public var window: Int
  /// The rows forecast.
  public var horizon: Int
  /// The rows after which a series repeats itself: 24 for hours of a day; 1: it does not.
  public var season: Int
  /// nil: no recurrent layer, the output is linear in the window: the baseline (NLinear: Zeng et al. 2023).
  public var cell: Cell?
  /// Units of each recurrent layer.
  public var hiddenSize: Int
  /// Recurrent layers, each reading the one before.
  public var layers: Int
  /// Of each recurrent layer, from how many steps before a step goes on (Chang et al. 2017). nil: 1 of each.
  public var dilations: [Int]?
  /// Dropout between layers and before the output of what they remember, while training.
  public var dropout: Float
  /// Networks that learn side by side, each from its own first weights and windows; a forecast is their mean.
  public var ensemble: Int
  /// What is learned: a distribution of this form. nil: the quantiles themselves, of whatever form.
  public var distribution: ForecastDistribution?
  /// The quantiles forecast, ascending. Those of ``usualLevels`` are among them.
  public private(set) var levels: [Double]

  /// A column that says one thing of a series.
  public struct StaticColumn: Codable, Equatable, Sendable {
    /// The column's name.
    public let name: String
    /// All that it may say.
    public let values: [String]

    /// A column of a name, and the values that are told apart in it.
    public init(_ name: String, values: [String]) { (self.name, self.values) = (name, values) }

    /// Those of a collection, with what they say in it.
    public static func columns(of collection: SeriesCollection) -> [StaticColumn] {
      collection.statics.enumerated().map { place, name in
        StaticColumn(name, values: Set(collection.series.map { $0.statics[place] }).sorted())
      }
    }
  }

  /// The median, and the bands that hold 50, 80, 90 and 95 of a hundred values.
  public static let usualLevels = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975]

  /// The shape of a forecaster; ``validate()`` says whether there can be one of it.
  ///
  /// - Parameter levels: quantiles besides the usual ones.
  public init(
    targets: [String], columns: [String] = [], known: [String] = [], statics: [StaticColumn] = [],
    calendar: CalendarFeatures? = nil,
    window: Int = 96, horizon: Int = 24,
    season: Int = 1, cell: Cell? = .lstm, hiddenSize: Int = 64, layers: Int = 1, dilations: [Int]? = nil,
    dropout: Float = 0.1, ensemble: Int = 1, distribution: ForecastDistribution? = nil, levels: [Double] = []
  ) {
    self.targets = targets
    self.columns = columns
    self.known = known
    self.statics = statics
    self.calendar = calendar
    self.window = window
    self.horizon = horizon
    self.season = season
    self.cell = cell
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.dilations = dilations
    self.dropout = dropout
    self.ensemble = ensemble
    self.distribution = distribution
    self.levels = Set(Self.usualLevels + levels).sorted()
  }

  /// The columns of a series in their order: those forecast, then the others read, then those known ahead.
  public var allColumns: [String] { targets + columns + known }

  /// Quantiles that differ by less are one: half of what a band leaves out is rounded.
  static let levelTolerance = 1e-9

  /// ``levels`` and others, ascending.
  func levels(with others: [Double]) -> [Double] {
    Set(levels + others.filter { other in !levels.contains { abs($0 - other) < Self.levelTolerance } }).sorted()
  }

  /// The place of the median among ``levels``.
  var medianPlace: Int { levels.firstIndex(of: 0.5)! }

  /// What a network says of each step: quantiles, or the parameters of a distribution.
  var outputCount: Int { distribution?.parameterCount ?? levels.count }

  /// Throws at the first setting outside its range.
  public func validate() throws(ConfigurationError) {
    try require(!targets.isEmpty, "targets", targets, "at least one")
    let others = targets + columns
    try require(Set(others).count == others.count, "columns", others, "different from each other")
    try require(
      Set(allColumns).count == allColumns.count, "known", known, "different from each other and from all other columns")
    let names = statics.map(\.name)
    try require(Set(names).count == names.count, "static", names, "different from each other")
    for column in statics {
      try require(
        !column.values.isEmpty && Set(column.values).count == column.values.count, "static", column.name,
        "a column of values that differ")
    }
    try require(statics.isEmpty || cell != nil, "static", names, "left out without a recurrent layer")
    // The window may follow from the horizon.
    try require((1...65_536).contains(horizon), "horizon", horizon, "1 to 65536")
    try require((2...1_000_000).contains(window), "window", window, "2 to 1000000: its unit is how far its rows differ")
    try require((1...1_000_000).contains(season), "season", season, "1 to 1000000")
    try require((1...65_536).contains(hiddenSize), "hiddenSize", hiddenSize, "1 to 65536")
    try require((1...1000).contains(layers), "layers", layers, "1 to 1000")
    let dilations = dilations ?? []
    try require(
      dilations.isEmpty || dilations.count == layers, "dilations", dilations, "one for each of \(layers) layers")
    try require(dilations.allSatisfy((1...65_536).contains), "dilations", dilations, "1 to 65536")
    try require(dilations.isEmpty || cell != nil, "dilations", dilations, "left out without a recurrent layer")
    try require((0..<1).contains(dropout), "dropout", dropout, "at least 0 and below 1")
    try require((1...1000).contains(ensemble), "ensemble", ensemble, "1 to 1000")
    try require(
      levels.count <= 1000 && levels.allSatisfy { $0 > 0 && $0 < 1 } && levels == Set(levels).sorted()
        && Set(levels).isSuperset(of: Self.usualLevels),
      "quantiles", levels, "above 0 and below 1, with \(Self.usualLevels) among them")
  }
}

// MARK: Segments

extension ForecasterConfiguration {
  /// The rows that a recurrent layer reads at a step (SegRNN: Lin et al. 2023): a season where there is a short one, else
  /// parts of the horizon of at most a day of hours.
  var segment: Int {
    if (4...64).contains(season) { return season }
    let parts = (horizon + 23) / 24
    return (horizon + parts - 1) / parts
  }

  /// The steps of a recurrent layer. The first may begin before the window, with rows that are not there.
  var segments: Int { (window + segment - 1) / segment }

  /// The rows forecast at a step.
  var part: Int { min(segment, horizon) }

  /// The steps of the horizon. The last may end after it.
  var parts: Int { (horizon + part - 1) / part }

  /// What is read of each row: the target's value, whether it is there, and how long ago there was one; then the other
  /// columns, those known ahead and the calendar.
  var featureCount: Int { 3 + columns.count + aheadCount }

  /// What is read of each row of the horizon: of each column that is known what it is, and how it differs from the last
  /// row; and the calendar.
  var aheadCount: Int { 2 * known.count + (calendar?.count ?? 0) }
}
