import RecurrentLayers
import RecurrentModels

// What networks read, as `ForecastWindows` has it.

extension ForecasterGraph {
  /// What goes into the graph.
  struct OwnRows {
    /// All columns, [batch, window, columns].
    let input: Value
    /// The targets, [batch, targets, window].
    let rows: Value
    /// The targets in all rows that a simple forecast is made of, [batch, targets, rows].
    let history: Value
    /// Of the columns known ahead, [batch, horizon, known].
    let ahead: Value?
    /// Seconds, [batch, window].
    let times: Value?
    /// Seconds, [batch, horizon].
    let aheadTimes: Value?
    /// Places among the values of each column, [batch, columns].
    let statics: Value?

    init(_ builder: inout ONNXBuilder, _ forecaster: Forecaster) {
      let (configuration, count) = (forecaster.configuration, forecaster.exportedRows)
      let (batch, readsNetwork) = (ONNXPort.Dimension.symbol("batch"), !forecaster.leansWholly)
      let (rows, horizon) = (ONNXPort.Dimension.size(count), ONNXPort.Dimension.size(configuration.horizon))
      let input = builder.input("input", .float32, [batch, rows, .size(configuration.allColumns.count)])
      let readsAhead = readsNetwork && configuration.cell != nil
      let readsKnown = readsAhead && !configuration.known.isEmpty
      ahead = readsKnown ? builder.input("ahead", .float32, [batch, horizon, .size(configuration.known.count)]) : nil
      let calendar = readsNetwork ? configuration.readCalendar : nil
      let times = calendar.map { _ in builder.input("times", .int64, [batch, rows]) }
      aheadTimes = readsAhead ? calendar.map { _ in builder.input("ahead_times", .int64, [batch, horizon]) } : nil
      statics =
        readsNetwork && !configuration.statics.isEmpty
        ? builder.input("statics", .int64, [batch, .size(configuration.statics.count)]) : nil
      let targets = builder.slice(input, axis: 2, from: 0, to: configuration.targets.count)
      history = builder.transpose(targets, [0, 2, 1])
      let before = count - configuration.window
      func recent(_ value: Value, axis: Int) -> Value {
        before == 0 ? value : builder.slice(value, axis: axis, from: before)
      }
      (self.input, self.times) = (recent(input, axis: 1), times.map { recent($0, axis: 1) })
      self.rows = recent(history, axis: 2)
    }
  }

  /// The same of each target as a row of a batch.
  struct NetworkInputs {
    /// [batch · targets, rows, features].
    let rows: Value
    /// [batch · targets, rows].
    let past: Value
    /// [batch · targets, parts, part · features].
    let ahead: Value?
    /// Rows of the table, [batch, columns].
    let statics: Value?
  }

  mutating func networkInputs(_ own: OwnRows, _ scale: Scale) -> NetworkInputs {
    let scaled = clipped(builder.node("Div", [scale.differences, floor(scale.spread)]))
    let rows = builder.reshape(scaled, [-1, configuration.window])
    let others = others(own, scale)
    return NetworkInputs(
      rows: features(rows, others.past), past: past(rows), ahead: others.ahead.map { padded($0) },
      statics: own.statics.map { staticRows($0) })
  }

  /// The rows before the window that fill its first segment.
  private var before: Int { configuration.segments * configuration.segment - configuration.window }

  /// [batch · targets, rows].
  private mutating func past(_ scaled: Value) -> Value {
    guard before > 0 else { return scaled }
    let zeros = builder.constant([Float](repeating: 0, count: before), shape: [1, before], name: "before")
    let first = builder.node("Add", [builder.slice(scaled, axis: 1, from: 0, to: 1), zeros])
    return builder.node("Concat", [first, scaled], [ONNXBuilder.attribute("axis", 1)])
  }

  /// [batch · targets, rows, features].
  private mutating func features(_ scaled: Value, _ others: [Value]) -> Value {
    let own = builder.node("Unsqueeze", [scaled, builder.integers([2])])
    let zeros = builder.node("Mul", [own, builder.scalar(0)])
    let ones = builder.node("Add", [zeros, builder.scalar(1)])
    let features = builder.node("Concat", [own, ones, zeros] + others, [ONNXBuilder.attribute("axis", 2)])
    guard before > 0 else { return features }
    // Rows that are not there.
    let count = configuration.featureCount
    let row = (0..<count).map { Float($0 == 2 ? 1 : 0) }
    let nothing = builder.constant(
      (0..<before).flatMap { _ in row }, shape: [1, before, count], name: "before.features")
    let first = builder.node(
      "Add",
      [builder.node("Mul", [builder.slice(features, axis: 1, from: 0, to: 1), builder.scalar(0)]), nothing])
    return builder.node("Concat", [first, features], [ONNXBuilder.attribute("axis", 1)])
  }

  /// What else is read of each row: [batch · targets, window or horizon, features] in parts.
  private mutating func others(_ own: OwnRows, _ scale: Scale) -> (past: [Value], ahead: Value?) {
    let count = targetCount
    let width = configuration.allColumns.count
    let known = (width - configuration.known.count)..<width
    var (past, ahead) = ([Value](), [Value]())
    if width > count {
      let rows = builder.slice(own.input, axis: 2, from: count)
      past.append(columnDifferences(rows, rows, count..<width, scale))
    }
    if !known.isEmpty {
      let rows = builder.slice(own.input, axis: 2, from: known.lowerBound)
      past.append(ofEachTarget(standardised(rows, known)))
      if let next = own.ahead {
        ahead = [columnDifferences(next, rows, known, scale), ofEachTarget(standardised(next, known))]
      }
    }
    if let calendar = configuration.readCalendar {
      past.append(ofEachTarget(builder.features(of: calendar, own.times!)))
      if let times = own.aheadTimes { ahead.append(ofEachTarget(builder.features(of: calendar, times))) }
    }
    return (past, ahead.isEmpty ? nil : builder.node("Concat", ahead, [ONNXBuilder.attribute("axis", 2)]))
  }

  /// Differences to the last of some rows, in deviations and in the units of each window.
  private mutating func columnDifferences(_ rows: Value, _ past: Value, _ columns: Range<Int>, _ scale: Scale) -> Value
  {
    func ofWindows(_ x: Value) -> Value { builder.node("Unsqueeze", [x, builder.integers([1])]) }
    let differences = builder.node("Sub", [rows, builder.slice(past, axis: 1, from: -1)])
    var numbers = builder.node(
      "Mul", [ofWindows(differences), builder.constant(units.columnFactors(columns), name: "scaling.factors")])
    if units.anyIsUsual {
      let known = builder.node("Mul", [scale.spread, builder.constant(units.isUsual, name: "usual.known")])
      let divisor = builder.node("Max", [known, builder.constant(units.leastSpreads, name: "usual.least")])
      numbers = builder.node("Div", [numbers, builder.node("Unsqueeze", [divisor, builder.integers([3])])])
    }
    return builder.reshape(
      clipped(numbers), [-1, rows == past ? configuration.window : configuration.horizon, columns.count])
  }

  /// What columns are, whatever the window.
  private mutating func standardised(_ rows: Value, _ columns: Range<Int>) -> Value {
    let centred = builder.node("Sub", [rows, builder.constant(units.means(columns), name: "scaling.means")])
    return builder.node("Div", [centred, builder.constant(units.deviations(columns), name: "scaling.deviations")])
  }

  /// [batch, rows, features], as often as there are targets: [batch · targets, rows, features].
  mutating func ofEachTarget(_ x: Value) -> Value {
    guard targetCount > 1 else { return x }
    let wide = builder.node("Unsqueeze", [x, builder.integers([1])])
    let all = builder.node("Expand", [wide, builder.integers([1, targetCount, 1, 1])])
    let shape = builder.node("Shape", [x])
    return builder.reshape(all, to: [builder.integers([-1]), builder.slice(shape, axis: 0, from: 1)])
  }

  /// The last segment of the horizon may end after it.
  private mutating func padded(_ ahead: Value) -> Value {
    let more = configuration.parts * configuration.part - configuration.horizon
    let whole = more == 0 ? ahead : builder.node("Pad", [ahead, builder.integers([0, 0, 0, 0, more, 0])])
    return builder.reshape(whole, [-1, configuration.parts, configuration.part * configuration.aheadCount])
  }

  private mutating func staticRows(_ places: Value) -> Value {
    var (first, firsts) = (0, [Int]())
    for column in configuration.statics {
      firsts.append(first)
      first += column.values.count
    }
    return builder.node("Add", [places, builder.integers(firsts)])
  }
}

extension ForecasterConfiguration {
  /// The calendar, where something is read of it: rows of years pass through none of its cycles.
  var readCalendar: CalendarFeatures? { calendar.flatMap { $0.count > 0 ? $0 : nil } }
}
