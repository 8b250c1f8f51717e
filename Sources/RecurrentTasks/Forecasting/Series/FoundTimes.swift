/// What many rows told of a file's times. It holds for files of few rows, which do not.
package struct FoundTimes: Sendable {
  /// The column of digits alone that was found to be times; nil: they are written so that any row tells.
  let column: String?
  let dateOrder: SeriesLayout.DateOrder?
  /// Whether there are no rows on weekends.
  let skipsWeekends: Bool
  /// Whether they fall from row to row, so that a series' first row is the file's last.
  package let fall: Bool
}

extension SeriesLayout {
  /// Keeps what was found where nothing was said.
  package mutating func keep(_ found: FoundTimes) {
    timeColumn = timeColumn ?? found.column
    dateOrder = dateOrder ?? found.dateOrder
    frequency = frequency ?? (found.skipsWeekends ? .businessDays : nil)
  }
}
