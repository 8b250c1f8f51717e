import RecurrentModels

// The season of a history, as `SeasonalProfile` finds it.

extension ForecasterGraph {
  /// A season that is there or not: the test is the graph's.
  struct Season {
    /// Of each place, [batch, targets, season]; what changes nothing where there is none.
    let indices: Value
    /// Whether they are factors, else terms, [batch, targets, 1].
    let isMultiplicative: Value
  }

  /// - Returns: nil: the history is too short for one.
  mutating func season(of history: Value) -> Season? {
    let (count, season) = (forecaster.exportedRows, configuration.season)
    guard season > 1, count >= 3 * season else { return nil }
    let isMultiplicative = builder.node("Greater", [reduced("ReduceMin", history), builder.scalar(0)])
    let differences = builder.node("Sub", [history, builder.slice(history, axis: 2, from: -1)])
    let means = placeMeans(of: history, differences, isMultiplicative)
    let mean = reduced("ReduceMean", means)
    let divisor = builder.node("Where", [isMultiplicative, mean, builder.scalar(1)])
    let factors = builder.node("Div", [means, divisor])
    let indices = builder.node("Where", [isMultiplicative, factors, builder.node("Sub", [means, mean])])
    let nothing = builder.node("Cast", [isMultiplicative], [ONNXBuilder.attribute("to", 1)])
    return Season(
      indices: builder.node("Where", [isSeasonal(differences), indices, nothing], name: "season"),
      isMultiplicative: isMultiplicative)
  }

  /// A history without its season.
  mutating func withoutSeason(_ history: Value, _ season: Season) -> Value {
    let indices = seasonal(0..<forecaster.exportedRows, season)
    let factors = builder.node("Where", [season.isMultiplicative, indices, builder.scalar(1)])
    return builder.node(
      "Where",
      [season.isMultiplicative, builder.node("Div", [history, factors]), builder.node("Sub", [history, indices])])
  }

  /// What follows a history, with its season.
  mutating func withSeason(_ values: Value, _ season: Season) -> Value {
    let count = forecaster.exportedRows
    let indices = seasonal(count..<(count + configuration.horizon), season)
    return builder.node(
      "Where",
      [season.isMultiplicative, builder.node("Mul", [values, indices]), builder.node("Add", [values, indices])])
  }

  private mutating func seasonal(_ times: Range<Int>, _ season: Season) -> Value {
    gathered(season.indices, times.map { $0 % configuration.season }, name: "season.places")
  }

  /// What differs from a centred moving average, the mean of each place of the season, [batch, targets, season].
  private mutating func placeMeans(
    of history: Value, _ differences: Value, _ isMultiplicative: Value
  ) -> Value {
    let (count, season) = (forecaster.exportedRows, configuration.season)
    let half = season / 2
    func inner(_ rows: Value, in builder: inout ONNXBuilder) -> Value {
      builder.slice(rows, axis: 2, from: half, to: count - half)
    }
    let average = movingAverage(differences)
    let trend = builder.node("Add", [average, builder.slice(history, axis: 2, from: -1)])
    let terms = builder.node("Sub", [inner(differences, in: &builder), average])
    let divisor = builder.node("Where", [isMultiplicative, trend, builder.scalar(1)])
    let factors = builder.node("Div", [inner(history, in: &builder), divisor])
    // As rows of seasons from the history's first value on.
    let seasons = (count - half + season - 1) / season
    let pads = builder.integers([0, 0, half, 0, 0, seasons * season - (count - half)])
    let whole = builder.node("Pad", [builder.node("Where", [isMultiplicative, factors, terms]), pads])
    let sums = builder.node(
      "ReduceSum", [builder.reshape(whole, [0, 0, seasons, season]), builder.integers([2])],
      [ONNXBuilder.attribute("keepdims", 0)])
    let counts = (0..<season).map { place in (half..<(count - half)).count { $0 % season == place } }
    return builder.node("Div", [sums, row(counts.map(Float.init), "season.counts")])
  }

  /// Over a season around each row that has one, [batch, targets, rows - season]; an even one counts its two ends half.
  private mutating func movingAverage(_ rows: Value) -> Value {
    let (count, season) = (forecaster.exportedRows, configuration.season)
    let half = season / 2
    var weights = [Float](repeating: 1 / Float(season), count: 2 * half + 1)
    if season % 2 == 0 { (weights[0], weights[2 * half]) = (weights[0] / 2, weights[0] / 2) }
    let average = builder.node(
      "Conv", [builder.reshape(rows, [-1, 1, count]), row(weights, "season.average")],
      [ONNXBuilder.attribute("kernel_shape", [weights.count])])
    return builder.reshape(average, [-1, targetCount, count - 2 * half])
  }

  /// Whether the autocorrelation at the season is beyond the bound, [batch, targets, 1].
  private mutating func isSeasonal(_ rows: Value) -> Value {
    let (count, season) = (forecaster.exportedRows, configuration.season)
    let centred = builder.node("Sub", [rows, reduced("ReduceMean", rows)])
    let variance = total(builder.node("Mul", [centred, centred]))
    // Each lag's rows from behind zeros, [batch, targets, lags, rows].
    let before = builder.node("Pad", [centred, builder.integers([0, 0, season, 0, 0, 0])])
    let lags = builder.node("Unsqueeze", [builder.integers(Array(1...season), name: "lags"), builder.integers([1])])
    let times = builder.integers(Array(season..<(season + count)), name: "times.lagged")
    let lagged = builder.node(
      "Gather", [before, builder.node("Sub", [times, lags])], [ONNXBuilder.attribute("axis", 2)])
    let products = builder.node("MatMul", [lagged, builder.node("Unsqueeze", [centred, builder.integers([3])])])
    let varies = builder.node("Greater", [variance, builder.scalar(0)])
    let correlations = builder.node(
      "Div",
      [builder.squeeze(products, axis: 3), builder.node("Where", [varies, variance, builder.scalar(1)])])
    let earlier = builder.slice(correlations, axis: 2, from: 0, to: season - 1)
    let squares = total(builder.node("Mul", [earlier, earlier]))
    let inside = builder.node(
      "Mul", [builder.node("Add", [builder.scalar(0.5), squares]), builder.scalar(2 / Float(count))])
    let bound = builder.node("Mul", [builder.node("Sqrt", [inside]), builder.scalar(1.645)])
    let last = builder.node("Abs", [builder.slice(correlations, axis: 2, from: season - 1)])
    return builder.node("Greater", [last, bound], name: "isSeasonal")
  }
}
