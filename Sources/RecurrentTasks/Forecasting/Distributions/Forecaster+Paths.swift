import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers

extension Forecaster {
  /// Ways that a series may go on. What lies between steps, such as the sum of a week, is told by many of them, and not by
  /// the quantiles of each step.
  ///
  /// How steps go together is drawn: each row from what is said of the next one, after the rows drawn before it (DeepAR:
  /// Salinas et al. 2020). How far a step goes is as ``forecast(after:levels:)`` says, so that there is one median: the least
  /// of the draws becomes the lowest quantile, and so on (ensemble copula coupling: Schefzik et al. 2013).
  ///
  /// Steps follow the distribution; where quantiles were learned they lie between the outermost of these. A column that is
  /// neither forecast nor known ahead has gaps in the rows drawn.
  ///
  /// - Parameters:
  ///   - series: as of ``forecast(after:levels:)``.
  ///   - count: how many.
  ///   - seed: where chance begins; the same gives the same paths of a series of this name. Series of other names, and the
  ///     targets of one, are drawn apart from each other.
  /// - Returns: of each target `count` paths of `horizon` values, in its own units.
  /// - Throws: ``ForecastError``, as ``forecast(after:levels:)`` does.
  public func paths(after series: Series, count: Int, seed: UInt64 = 1) throws(ForecastError) -> [[[Double]]] {
    precondition(count >= 1, "Forecaster.paths: count must be at least 1, got \(count)")
    try check(series)
    // Paths of several series may be added up, so that each has chance of its own.
    var generator = RandomGenerator(seed: seed ^ Array(series.name.utf8).withUnsafeBytes(XXH64.hash))
    let all = max(count, Self.leastDrawn)
    let drawn = try draws(after: series, count: all, &generator)
    let shares = (0..<all).map { (Double($0) + 0.5) / Double(all) }
    let levels = Set(shares + [0.5]).sorted()
    let quantiles = try quantiles(after: series, at: levels).map { steps in
      steps.map { values in zip(levels, values).filter { all % 2 == 1 || $0.0 != 0.5 }.map(\.1) }
    }
    return zip(drawn, quantiles).map { Array(Self.spread($0, as: $1, &generator).prefix(count)) }
  }

  /// Of fewer draws ranks are too coarse.
  private static let leastDrawn = 100

  /// Draws whose values at each step are replaced by the quantiles of their ranks. Chance ranks those that are alike.
  ///
  /// - Parameter quantiles: ascending, as many as there are draws, of each step.
  private static func spread(
    _ draws: [[Double]], as quantiles: [[Double]], _ generator: inout RandomGenerator
  ) -> [[Double]] {
    var paths = draws
    for (step, quantiles) in quantiles.enumerated() {
      let ranked = draws.indices.map { (value: draws[$0][step], chance: generator.nextUnit(), path: $0) }
        .sorted { ($0.value, $0.chance) < ($1.value, $1.chance) }
      for (quantile, draw) in zip(quantiles, ranked) { paths[draw.path][step] = quantile }
    }
    return paths
  }

  /// Of each target `count` paths, each row drawn after those before it.
  private func draws(
    after series: Series, count: Int, _ generator: inout RandomGenerator
  ) throws(ForecastError) -> [[[Double]]] {
    let end = end(of: series)
    try requireAhead(of: series, from: end)
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
