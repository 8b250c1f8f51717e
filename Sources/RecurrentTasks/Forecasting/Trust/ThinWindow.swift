import RecurrentFoundation

/// A window that has values in too small a part of it: networks learn bands from whole ones, and those after such a window
/// hold less than they say, unless they are as much wider as ``SeriesScaling/widening`` says.
package enum ThinWindow: Equatable, Sendable {
  /// Only so many of its last rows do, as the series has just begun.
  case short(rows: Int)
  /// None of so many of its last rows does.
  case stale(rows: Int)
}

extension Forecaster {
  /// What is thin in the window that ``forecast(after:levels:)`` reads; nil: half of it at least is there, up to half of it
  /// before the end, or its bands are wider for it.
  package func thinWindow(of series: Series) -> ThinWindow? {
    let end = end(of: series)
    // Windows of short series were no longer where they were learned from.
    let half = min(configuration.window, firstUnseenRow ?? configuration.window) / 2
    let rows = max(0, end - configuration.window)..<end
    for target in configuration.targets.indices {
      let values = series.column(target, rows: rows)
      if let widening, widening.isEnough(after: values) { continue }
      guard let last = values.lastIndex(where: { !$0.isNaN }) else { return .stale(rows: configuration.window) }
      if values.count - 1 - last > half { return .stale(rows: values.count - 1 - last) }
      let first = values.firstIndex { !$0.isNaN }!
      if values.count - first < half { return .short(rows: values.count - first) }
    }
    return nil
  }

  /// The series of which the window is thin, in words; nil: there are none.
  package func thinWindowsInWords(of series: [Series]) -> String? {
    let thin = series.compactMap { series in thinWindow(of: series).map { (series.name, $0) } }
    guard let (name, first) = thin.first else { return nil }
    let others = thin.count > 1 ? " and \(Figures.count(thin.count - 1)) others" : ""
    let window = Figures.count(configuration.window)
    let reason =
      switch first {
      case .short(let rows):
        "of the \(window) rows that a forecast reads, only the last \(Figures.count(rows)) have values"
      case .stale(let rows):
        "of the \(window) rows that a forecast reads, the last \(Figures.count(rows)) have no value"
      }
    return "\(name)\(others): \(reason): bands, learned from whole ones, hold less there than they say"
  }
}
