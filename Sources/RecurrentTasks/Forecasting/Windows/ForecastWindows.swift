import RecurrentLayers
import RecurrentTraining

/// Where a forecast begins.
struct ForecastOrigin: Sendable {
  /// Its place in the collection.
  let series: Int
  /// Its place among the targets.
  let target: Int
  /// The first row forecast.
  let row: Int
}

/// Some windows as networks take them, and what came after them.
struct ForecastBatch {
  let origins: [ForecastOrigin]
  var inputs: ForecastInputs
  /// Of each window; nil: it has no value.
  var scales: [WindowScale?]
  /// The target's values before each origin, in a window or more rows, gaps and all; where the level jumped, as if it had
  /// been the last all along.
  var histories: [[Double]]
  /// What came, in the series' own units, `[batch, horizon]` row by row; NaN where it is a gap or not there yet.
  var actual: [Double]
}

/// The windows of the series of a collection.
struct ForecastWindows: Sendable {
  let series: [Series]
  let configuration: ForecasterConfiguration
  let scaling: SeriesScaling
  /// How many rows networks read, those before the window included that fill its first segment.
  private let rowCount: Int
  /// How many rows simple forecasts are made of.
  private let historyRows: Int
  /// Whether there are to be simple forecasts.
  private let isLeantOn: Bool
  /// Of each series the rows of what is said of it.
  private let codes: [[Int32]]

  /// - Parameter historyRows: the rows of ``ForecastBatch/histories``; nil: as many as a forecast needs.
  init(
    _ series: [Series], scaling: SeriesScaling, configuration: ForecasterConfiguration, historyRows: Int? = nil
  ) {
    let needed = scaling.footing == nil ? configuration.window : configuration.footingRows
    self.historyRows = max(configuration.window, historyRows ?? needed)
    isLeantOn = scaling.footing != nil || historyRows != nil
    (self.series, self.scaling, self.configuration) = (series, scaling, configuration)
    rowCount = configuration.segments * configuration.segment
    codes = series.map { series in
      var first = 0
      return zip(configuration.statics, series.statics).map { column, value in
        defer { first += column.values.count }
        // What is not known was refused before.
        return Int32(first + (column.values.firstIndex(of: value) ?? 0))
      }
    }
  }

  /// The windows before some rows. A window that begins before its series has gaps there.
  ///
  /// - Parameter thin: what windows are taken for, some of their rows hidden; nil: as they are.
  func batch(at origins: [ForecastOrigin], asIf thin: ThinWindow? = nil) -> ForecastBatch {
    let (features, horizon) = (configuration.featureCount, configuration.horizon)
    let aheadCount = configuration.aheadCount
    var rows = Tensor.zeros([origins.count, rowCount, features])
    var past = Tensor.zeros([origins.count, rowCount])
    let ahead = configuration.parts * configuration.part
    var known = Tensor.zeros([origins.count, configuration.parts, configuration.part * aheadCount])
    var (scales, histories) = ([WindowScale?](), [[Double]]())
    var actual = [Double](repeating: .nan, count: origins.count * horizon)
    rows.withUnsafeMutableScalars { rows in
      past.withUnsafeMutableScalars { past in
        known.withUnsafeMutableScalars { known in
          for (place, origin) in origins.enumerated() {
            let window = RowsAround(
              origin, of: series[origin.series], before: historyRows, after: ahead, asIf: thin)
            let (history, unit) = (window.column(origin.target), scaling.unit(of: origin.target))
            let own = Array(history.suffix(configuration.window)).withoutShifts(unit)
            // A series that has just begun has no older rows.
            let older = if case .short = thin { false } else { true }
            let scale = scale(of: own, before: origin, older: older)
            scales.append(scale)
            histories.append(
              isLeantOn ? self.history(history, before: origin, older: older).withoutShifts(unit) : own)
            if let scale {
              write(own, scale, rows: rows.part(place, rowCount * features), past: past.part(place, rowCount))
            }
            write(
              window, origin, scale, rows: rows.part(place, rowCount * features),
              ahead: known.part(place, ahead * aheadCount))
            for step in 0..<horizon { actual[place * horizon + step] = window[after: step, origin.target] }
          }
        }
      }
    }
    var inputs = ForecastInputs(rows: rows, past: past, ahead: aheadCount > 0 ? known : nil)
    if !configuration.statics.isEmpty {
      inputs.statics = IndexTensor(
        shape: [origins.count, configuration.statics.count], scalars: origins.flatMap { codes[$0.series] })
    }
    return ForecastBatch(
      origins: origins, inputs: inputs, scales: scales, histories: histories, actual: actual)
  }

  /// What simple forecasts are made of: where gaps leave the rows few values, older ones too. A line through a handful of
  /// values leads anywhere.
  private func history(_ rows: [Double], before origin: ForecastOrigin, older hasOlder: Bool) -> [Double] {
    guard hasOlder else { return rows }
    let missing = rows.reduce(0) { $0 + ($1.isNaN ? 1 : 0) }
    let older = series[origin.series].lastRows(
      with: missing, of: origin.target, before: max(0, origin.row - rows.count))
    return older + rows
  }

  /// Where the window has few values for its gaps, those before it tell its unit with them.
  private func scale(of window: [Double], before origin: ForecastOrigin, older hasOlder: Bool) -> WindowScale? {
    let values = window.filter { !$0.isNaN }
    let missing = configuration.leastValues - values.count
    let start = origin.row - configuration.window
    guard missing > 0, start > 0, hasOlder else { return WindowScale(values, scaling.unit(of: origin.target)) }
    let older = series[origin.series].lastValues(missing, of: origin.target, before: start)
    return WindowScale(older + values, scaling.unit(of: origin.target))
  }

  /// The target's own values: as they are, and with their gaps filled.
  private func write(
    _ own: [Double], _ scale: WindowScale, rows: UnsafeMutableBufferPointer<Float>,
    past: UnsafeMutableBufferPointer<Float>
  ) {
    let (features, first) = (configuration.featureCount, rowCount - own.count)
    let isBlind = own.allSatisfy(\.isNaN)
    let filled = own.contains(where: \.isNaN) ? own.fillingGaps(season: configuration.season) : own
    var age = configuration.segment
    for row in 0..<first { rows[row * features + 2] = 1 }
    for (place, value) in own.enumerated() {
      let row = first + place
      // What is beyond is an outlier, from which a network learns nothing but its size.
      past[row] = isBlind ? 0 : Float(max(-20, min(20, scale.scaled(filled[place]))))
      age = value.isNaN ? age + 1 : 0
      rows[row * features] = value.isNaN ? 0 : past[row]
      rows[row * features + 1] = value.isNaN ? 0 : 1
      rows[row * features + 2] = Float(min(age, configuration.segment)) / Float(configuration.segment)
    }
    for row in 0..<first { past[row] = past[first] }
  }

  /// The other columns: those of the past as differences to their last value, those known ahead as they are besides.
  private func write(
    _ window: RowsAround, _ origin: ForecastOrigin, _ scale: WindowScale?, rows: UnsafeMutableBufferPointer<Float>,
    ahead: UnsafeMutableBufferPointer<Float>
  ) {
    let (features, first) = (configuration.featureCount, rowCount - configuration.window)
    let (past, known) = (configuration.columns.count, configuration.known.count)
    let factor = scaling.unit(of: origin.target).columnFactor(scale?.spread ?? 0)
    for column in 0..<(past + known) {
      let place = configuration.targets.count + column
      let (values, unit) = (window.column(place).suffix(configuration.window), scaling[place])
      let level = values.last { !$0.isNaN } ?? 0
      func difference(_ value: Double) -> Float { Float(max(-20, min(20, (value - level) / unit.deviation * factor))) }
      for (row, value) in values.enumerated() where !value.isNaN {
        let start = (first + row) * features + 3
        rows[start + column] = difference(value)
        if column >= past { rows[start + column + known] = Float(unit.scaled(value)) }
      }
      guard column >= past else { continue }
      for step in 0..<configuration.horizon {
        let value = window[after: step, place]
        guard !value.isNaN else { continue }
        let start = step * configuration.aheadCount + column - past
        ahead[start] = difference(value)
        ahead[start + known] = Float(unit.scaled(value))
      }
    }
    writeCalendar(origin, rows: rows, ahead: ahead)
  }

  /// What the calendar says, behind all other features of a row.
  private func writeCalendar(
    _ origin: ForecastOrigin, rows: UnsafeMutableBufferPointer<Float>, ahead: UnsafeMutableBufferPointer<Float>
  ) {
    guard let calendar = configuration.calendar, let timeline = series[origin.series].timeline else { return }
    let first = rowCount - configuration.window
    for row in 0..<configuration.window {
      let values = calendar.values(at: timeline[origin.row - configuration.window + row])
      let start = (first + row + 1) * configuration.featureCount - values.count
      for (place, value) in values.enumerated() { rows[start + place] = value }
    }
    for step in 0..<configuration.horizon {
      let values = calendar.values(at: timeline[origin.row + step])
      let start = (step + 1) * configuration.aheadCount - values.count
      for (place, value) in values.enumerated() { ahead[start + place] = value }
    }
  }
}

/// The rows of a series before and after a row; those that are not there are gaps.
private struct RowsAround {
  private var values: [Double]
  private let columnCount: Int
  /// The row that `values` begin with, counted from the first before.
  private let offset: Int
  private let before: Int

  init(_ origin: ForecastOrigin, of series: Series, before: Int, after: Int, asIf thin: ThinWindow?) {
    let rows = (origin.row - before)..<(origin.row + after)
    let there = rows.clamped(to: 0..<series.rowCount)
    values = there.isEmpty ? [] : series[there]
    columnCount = series.columns.count
    offset = there.lowerBound - rows.lowerBound
    self.before = before
    switch thin {
    case .short(let count): hide(0..<max(0, before - count))
    case .stale(let count): hide(max(0, before - count)..<before)
    case nil: break
    }
  }

  private mutating func hide(_ rows: Range<Int>) {
    let places = rows.lowerBound - offset..<rows.upperBound - offset
    for place in places.clamped(to: 0..<(values.count / columnCount)) {
      for column in 0..<columnCount { values[place * columnCount + column] = .nan }
    }
  }

  private func value(_ row: Int, _ column: Int) -> Double {
    let place = (row - offset) * columnCount + column
    return row >= offset && place < values.count ? values[place] : .nan
  }

  /// Of the rows before.
  func column(_ column: Int) -> [Double] { (0..<before).map { value($0, column) } }

  subscript(after step: Int, column: Int) -> Double { value(before + step, column) }
}

extension UnsafeMutableBufferPointer {
  /// One of the parts of a size that it is made of.
  fileprivate func part(_ place: Int, _ size: Int) -> UnsafeMutableBufferPointer {
    UnsafeMutableBufferPointer(rebasing: self[(place * size)..<((place + 1) * size)])
  }
}
