import RecurrentFoundation
import RecurrentText

/// Looks at the first rows of a table for a column of times that nobody named.
struct TimeColumnSearch {
  private let reader: TableReader
  private let rows: [TableReader.Row]
  private let seriesColumn: Int?

  init(_ reader: TableReader, _ rows: [TableReader.Row], seriesColumn: Int?) {
    (self.reader, self.rows, self.seriesColumn) = (reader, rows, seriesColumn)
  }

  /// Whether a column's first field is a time that is no number, or any in a column that is called a time.
  func isWritten(_ column: Int) -> Bool {
    guard let field = rows.first?[column] else { return false }
    let names = ["date", "time", "datetime", "timestamp", "ds", "day", "month", "year"]
    guard names.contains(reader.columns[column].lowercased()) || Double(field) == nil else { return false }
    return (try? TimeText.moment(field)) != nil
  }

  /// Whether digits alone are times: all are, each after the one before, in one form. Dates of the calendar are then
  /// nothing else. Years and what counts from 1970 could be numbers: they are times where they are equally far apart, but
  /// for gaps.
  ///
  /// - Throws: `TextFileError`: they could be either.
  func isCounted(_ column: Int) throws(TextFileError) -> Bool {
    var (last, style, steps) = ([TokenKey: Int](), TimeStyle?.none, Set<Int>())
    for row in rows {
      let field = row[column]
      guard field.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
        let moment = try? TimeText.moment(field), (1700..<2200).contains(moment.civil.year),
        moment.style == style ?? moment.style
      else { return false }
      style = moment.style
      let key = TokenKey(seriesColumn.map { row[$0] } ?? "")
      let place = style?.finest == .year && style?.ticks == nil ? moment.civil.year : moment.civil.seconds
      if let last = last[key] {
        guard place > last else { return false }
        steps.insert(place - last)
      }
      last[key] = place
    }
    guard let style, let least = steps.min() else { return false }
    if style.ticks == nil { return style.finest != .year || steps == [1] }
    if steps.allSatisfy({ $0 % least == 0 }) { return true }
    throw .malformed(
      path: reader.path, line: 1,
      reason: "the column \(reader.columns[column].quoted) may be times, counted from 1970, or numbers: "
        + "--time-column \(reader.columns[column]) says that it is times, --time-column none that there are none")
  }
}
