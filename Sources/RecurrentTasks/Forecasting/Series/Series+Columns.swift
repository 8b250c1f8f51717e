extension Series {
  /// The values of a column in some rows.
  func column(_ column: Int, rows: Range<Int>) -> [Double] {
    withRows(rows) { values in stride(from: column, to: values.count, by: columns.count).map { values[$0] } }
  }

  /// The last values of a column before a row, gaps left out: so many, or all that there are.
  func lastValues(_ count: Int, of column: Int, before end: Int) -> [Double] {
    lastRows(with: count, of: column, before: end).filter { !$0.isNaN }
  }

  /// The last rows of a column before one, gaps and all, among which so many values are: all where there are fewer.
  func lastRows(with count: Int, of column: Int, before end: Int) -> [Double] {
    var (rows, start, missing) = ([Double](), end, count)
    while start > 0, missing > 0 {
      let older = self.column(column, rows: max(0, start - 4096)..<start)
      let places = older.indices.filter { !older[$0].isNaN }
      rows = (places.count < missing ? older[...] : older[places[places.count - missing]...]) + rows
      (start, missing) = (start - older.count, missing - places.count)
    }
    return rows
  }
}

extension ForecasterConfiguration {
  /// As many values tell the unit of a window; one that has fewer for its gaps is told by those before it too.
  var leastValues: Int { min(window, 8) }
}

extension Forecaster {
  /// The first of the rows of a series that the forecast at a row is made of: as many as simple forecasts need, or before
  /// them those with values enough for them, or to tell the unit.
  func firstRow(of series: Series, before end: Int) -> Int {
    var first = max(0, end - historyRows)
    var known = [Int](repeating: 0, count: configuration.targets.count)
    func count(_ rows: Range<Int>) {
      for target in known.indices {
        known[target] += series.column(target, rows: rows).reduce(0) { $0 + ($1.isNaN ? 0 : 1) }
      }
    }
    count(first..<end)
    while first > 0, known.contains(where: { $0 < historyValues }) {
      count((first - 1)..<first)
      first -= 1
    }
    return first
  }
}
