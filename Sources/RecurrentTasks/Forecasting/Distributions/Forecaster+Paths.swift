import RecurrentFormats
import RecurrentLayers

extension Forecaster {
  /// Ways that a series may go on: each row is drawn from what is said of the next one, after the rows drawn before it
  /// (DeepAR: Salinas et al. 2020). What lies between steps, such as the sum of a week, is told by many of them, and not by
  /// the quantiles of each step.
  ///
  /// Draws follow the distribution; where quantiles were learned they lie between the outermost of these. A column that is
  /// neither forecast nor known ahead has gaps in the rows drawn.
  ///
  /// - Parameters:
  ///   - series: as of ``forecast(after:levels:)``.
  ///   - count: how many.
  ///   - seed: where chance begins; the same gives the same paths.
  /// - Returns: of each target `count` paths of `horizon` values, in its own units.
  /// - Throws: ``ForecastError``, as ``forecast(after:levels:)`` does.
  public func paths(after series: Series, count: Int, seed: UInt64 = 1) throws(ForecastError) -> [[[Double]]] {
    precondition(count >= 1, "Forecaster.paths: count must be at least 1, got \(count)")
    try check(series)
    let end = end(of: series)
    try requireAhead(of: series, from: end)
    var generator = RandomGenerator(seed: seed)
    let first = firstRow(of: series, before: end)
    var rows = [[Double]](repeating: try start(of: series, rows: first..<end), count: count)
    var found = [[[Double]]](
      repeating: [[Double]](repeating: [], count: count), count: configuration.targets.count)
    for step in 0..<configuration.horizon {
      let next = drawn(rows, of: series, first: first, &generator)
      let known = knownAhead(of: series, row: end + step)
      for path in 0..<count {
        rows[path] += next[path] + known
        for (target, value) in next[path].enumerated() { found[target][path].append(value) }
      }
    }
    return found
  }

  /// The last rows, row by row.
  private func start(of series: Series, rows: Range<Int>) throws(ForecastError) -> [Double] {
    for (target, name) in configuration.targets.enumerated() {
      guard series.column(target, rows: rows).contains(where: { !$0.isNaN }) else {
        throw .noValues(path: series.path, name: series.name, column: name)
      }
    }
    return series[rows]
  }

  /// The next row's targets, of each path.
  private func drawn(
    _ rows: [[Double]], of series: Series, first: Int, _ generator: inout RandomGenerator
  ) -> [[Double]] {
    let width = series.columns.count
    let histories = rows.map { values in
      Series(
        SpillingArray(values), columns: series.columns, path: series.path, key: series.key,
        timeline: series.timeline?.beginning(at: first), statics: series.statics)
    }
    let windows = ForecastWindows(histories, scaling: scaling, configuration: configuration)
    let origins = rows.indices.flatMap { path in
      configuration.targets.indices.map {
        ForecastOrigin(series: path, target: $0, row: rows[path].count / width)
      }
    }
    let levels = origins.map { _ in max(generator.nextUnit(), 0x1p-53) }
    let batch = windows.batch(at: origins)
    // There is a value in each history: it was looked for.
    let values = zip(nextValues(of: batch, at: levels), batch.histories).map { value, history in
      value ?? history.last { !$0.isNaN } ?? .nan
    }
    let targets = configuration.targets.count
    return rows.indices.map { Array(values[($0 * targets)..<(($0 + 1) * targets)]) }
  }

  private func knownAhead(of series: Series, row: Int) -> [Double] {
    let known = configuration.known.count
    let others = [Double](repeating: .nan, count: configuration.columns.count)
    let ahead = row < series.rowCount ? Array(series[row..<(row + 1)].suffix(known)) : []
    return others + (ahead.count == known ? ahead : [Double](repeating: .nan, count: known))
  }
}
