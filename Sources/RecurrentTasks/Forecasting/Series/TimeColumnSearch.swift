import RecurrentFoundation
import RecurrentText

/// Looks at the first rows of a table for a column of times that nobody named.
struct TimeColumnSearch {
  private let reader: TableReader
  private let rows: [TableReader.Row]
  private let layout: SeriesLayout
  private let seriesColumns: [Int]

  init(_ reader: TableReader, _ rows: [TableReader.Row], _ layout: SeriesLayout, seriesColumns: [Int]) {
    (self.reader, self.rows, self.layout, self.seriesColumns) = (reader, rows, layout, seriesColumns)
  }

  /// What the form of a column is.
  func vote(_ column: Int) -> TimeFormVote {
    var vote = TimeFormVote(order: layout.dateOrder)
    for row in rows { vote.take(row[column]) }
    return vote
  }

  /// Whether half of a column's fields at least are times that are no numbers, or any in a column that is called a time.
  func isWritten(_ column: Int) -> Bool {
    guard isCalledTime(column) || isText(column) else { return false }
    let vote = vote(column)
    return vote.form != nil && vote.count * 2 >= vote.fieldCount
  }

  /// Whether the times of a series differ. One that is the same in all rows says when the file was written, say.
  func changes(_ column: Int) -> Bool {
    var (first, isRepeated) = ([TokenKey: String](), false)
    for row in rows {
      let key = row.key(of: seriesColumns)
      if let first = first[key] {
        if first != row[column] { return true }
        isRepeated = true
      }
      first[key] = row[column]
    }
    return !isRepeated
  }

  /// Whether digits alone are times: all are, each after the one before or each before it, in one form. Dates of the
  /// calendar are then nothing else. Years and what counts from 1970 could be numbers: they are times where they are
  /// equally far apart, but for gaps.
  ///
  /// - Throws: `TextFileError`: they could be either.
  func isCounted(_ column: Int) throws(TextFileError) -> Bool {
    guard let field = rows.first?[column], TimeText.isTime(field), let form = vote(column).form,
      form.isNumber
    else { return false }
    var (last, steps) = ([TokenKey: Int](), Set<Int>())
    for row in rows {
      guard let moment = try? TimeText.moment(row[column], as: form), (1700..<2200).contains(moment.civil.year),
        // A number with a fraction is no count.
        Double(row[column]).flatMap(Int.init(exactly:)) != nil
      else { return false }
      let key = row.key(of: seriesColumns)
      let place = form == .date(DatePattern("y")) ? moment.civil.year : moment.civil.seconds
      if let last = last[key] { steps.insert(place - last) }
      last[key] = place
    }
    guard let least = steps.map(\.magnitude).min(), least > 0, Set(steps.map { $0 > 0 }).count == 1 else {
      return false
    }
    if case .date(let pattern) = form { return pattern.finest != .year || steps.allSatisfy { $0.magnitude == 1 } }
    if steps.allSatisfy({ $0.magnitude % least == 0 }) { return true }
    throw .malformed(
      path: reader.path, line: 1,
      reason: "the column \(reader.columns[column].quoted) may be times, counted from 1970, or numbers: "
        + "--time-column \(reader.columns[column]) says that it is times, --time-column none that there are none")
  }

  /// Refuses a column that is called a time, or looks like times, and is in no form that is read: to pass over it would be
  /// to pass over its times.
  func refuseUnread(_ columns: [Int]) throws(TextFileError) {
    for column in columns where isText(column) {
      let isNamed = isCalledTime(column) && rows.contains { $0[column].contains { $0.isNumber } }
      if isNamed || !layout.isLearned && looksLikeTimes(column) { throw unread(column) }
    }
  }

  /// What is wrong with a column of times: the first of its fields that is none.
  func unread(_ column: Int) -> TextFileError {
    let problems = rows.lazy.filter { $0[column].contains { $0.isNumber } }.compactMap { row in
      TimeText.problem(of: row[column]).map { (row, $0.reason) }
    }
    let (row, reason) = problems.first ?? (rows[0], TimeText.unknownForm)
    return .malformed(
      path: reader.path, line: row.line,
      reason:
        "\(reader.columns[column]) is \(row[column].quoted): \(reason); or leave times out, with --time-column none")
  }

  /// Whether each field looks like a date, and no two of a series are alike.
  private func looksLikeTimes(_ column: Int) -> Bool {
    let rows = rows.filter { !layout.isMissing($0[column]) }
    guard rows.count >= 3, rows.allSatisfy({ TimeText.looksLikeDate($0[column]) }) else { return false }
    return Set(rows.map { [$0.key(of: seriesColumns), TokenKey($0[column])] }).count == rows.count
  }

  private func isCalledTime(_ column: Int) -> Bool {
    let names = [
      "date", "time", "datetime", "timestamp", "ds", "ts", "day", "week", "month", "quarter", "year", "period",
    ]
    return names.contains(reader.columns[column].lowercased())
  }

  /// Whether half of the fields at least are neither numbers nor missing.
  private func isText(_ column: Int) -> Bool {
    let texts = rows.reduce(0) { $0 + (Double($1[column]) == nil && !layout.isMissing($1[column]) ? 1 : 0) }
    return texts > 0 && texts * 2 >= rows.count
  }
}
