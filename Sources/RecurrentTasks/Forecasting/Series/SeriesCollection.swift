import RecurrentFoundation
import RecurrentText

/// Series of the same columns that one network learns from.
public struct SeriesCollection: Sendable {
  /// At least one.
  public let series: [Series]
  /// What ``Series/statics`` say of each.
  public let statics: [String]
  /// What was found while reading that is no error.
  public let notes: [String]
  /// nil: there are no times, or several files.
  package internal(set) var foundTimes: FoundTimes?
  /// What the column of times is called; nil: there is none, or files call it otherwise.
  package internal(set) var timeColumn: String?

  /// The columns of every series.
  public var columns: [String] { series[0].columns }

  /// - Throws: ``ForecastError``: there is no series, or one has other columns or no name of its own.
  public init(_ series: [Series], statics: [String] = [], notes: [String] = []) throws(ForecastError) {
    guard let first = series.first else { throw .noSeries }
    var names: Set<TokenKey> = []
    for one in series {
      guard one.columns == first.columns else {
        throw .otherColumns(path: one.path, found: one.columns, expected: first.columns)
      }
      guard names.insert(TokenKey(one.name)).inserted else { throw .twice(name: one.name, path: one.path) }
    }
    (self.series, self.statics, self.notes) = (series, statics, notes)
  }

  /// The series of a name; nil: there is none.
  public subscript(name: String) -> Series? {
    series.first { TokenKey($0.name) == TokenKey(name) }
  }
}
