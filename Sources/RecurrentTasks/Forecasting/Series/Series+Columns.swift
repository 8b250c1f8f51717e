extension Series {
  /// The values of a column in some rows.
  func column(_ column: Int, rows: Range<Int>) -> [Double] {
    withRows(rows) { values in stride(from: column, to: values.count, by: columns.count).map { values[$0] } }
  }

  /// The last values of a column before a row, gaps left out: so many, or all that there are.
  func lastValues(_ count: Int, of column: Int, before end: Int) -> [Double] {
    var (found, end) = ([Double](), end)
    while end > 0, found.count < count {
      let start = max(0, end - 4096)
      found = self.column(column, rows: start..<end).filter { !$0.isNaN } + found
      end = start
    }
    return found.suffix(count)
  }
}

extension ForecasterConfiguration {
  /// As many values tell the unit of a window; one that has fewer for its gaps is told by those before it too.
  var leastValues: Int { min(window, 8) }
}

extension Forecaster {
  /// The first of the rows of a series that the forecast at a row is made of: as many as simple forecasts need, or before
  /// them those with values enough to tell the unit.
  func firstRow(of series: Series, before end: Int) -> Int {
    var first = max(0, end - historyRows)
    var known = [Int](repeating: 0, count: configuration.targets.count)
    func count(_ rows: Range<Int>) {
      for target in known.indices {
        known[target] += series.column(target, rows: rows).reduce(0) { $0 + ($1.isNaN ? 0 : 1) }
      }
    }
    count(first..<end)
    while first > 0, known.contains(where: { $0 < configuration.leastValues }) {
      count((first - 1)..<first)
      first -= 1
    }
    return first
  }
}
