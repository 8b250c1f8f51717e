import RecurrentText

/// A table whose columns are told apart: times, numbers, what is said of a whole series, and its name.
struct SeriesTable {
  let reader: TableReader
  let layout: SeriesLayout
  /// Where it is said which series a row belongs to; none: all are of one.
  let seriesColumns: [Int]
  let statics: [Int]
  let columns: [String]
  private let places: [Int]
  /// Where the times are, and how they are written; nil: nowhere.
  let times: (column: Int, form: TimeForm)?
  /// They are digits alone, which nothing but their order tells from numbers, and no column was named.
  let timeIsDigits: Bool
  /// What was found that is no error.
  let notes: [String]
  /// The first rows, which were read to find the times, in their order from the last.
  private var ahead: [TableReader.Row]

  /// - Throws: `TextFileError`: a column is missing, its times cannot be read, or nothing is left to read as numbers.
  init(contentsOf path: String, layout: SeriesLayout) throws {
    reader = try TableReader(path: path, format: layout.format, blankLines: .rowsOfOneColumn)
    try Self.requireNames(reader)
    self.layout = layout
    if case .long(let names) = layout.arrangement {
      seriesColumns = try names.map(reader.column)
    } else {
      seriesColumns = []
    }
    statics = try layout.statics.map(reader.column)
    var first: [TableReader.Row] = []
    while first.count < Self.mostLookedAt, let row = try reader.next() { first.append(row) }
    try Self.requireFields(reader, first, layout)
    let taken = Set(statics + seriesColumns)
    let wanted = try layout.columns?.map(reader.column)
    let search = TimeColumnSearch(reader, first, layout, seriesColumns: seriesColumns)
    let candidates = reader.columns.indices.filter { !taken.contains($0) && !(wanted ?? []).contains($0) }
    let found = try Self.timeColumn(layout, reader, search, candidates)
    timeIsDigits = found?.isDigits ?? false
    if let column = found?.column, let form = try Self.form(of: column, search, reader, &first) {
      times = (column, form)
    } else {
      times = nil
    }
    let others = reader.columns.indices.filter { !taken.contains($0) && $0 != found?.column }
    let numbers =
      wanted == nil ? try NumberColumns(others, reader, layout, &first, mostHeld: Self.mostHeld) : nil
    ahead = first.reversed()
    let places = wanted ?? numbers!.columns
    guard !places.isEmpty else {
      throw TextFileError.malformed(path: path, line: 1, reason: "no column is left to read numbers from")
    }
    (self.places, notes) = (places, numbers?.notes ?? [])
    columns = places.map { [columns = reader.columns] in columns[$0] }
  }

  /// A first line of times and numbers is a row, which would be lost as a header. Whole numbers may be names.
  private static func requireNames(_ reader: TableReader) throws(TextFileError) {
    let numbers = NumberFormat(decimalSeparator: reader.columns.contains { $0.contains(",") } ? "," : ".")
    let names = reader.columns.filter { !$0.isEmpty && numbers.number($0) == nil }
    let areTimes = names.allSatisfy { TimeText.isTime($0) }
    let isRow = !names.isEmpty || reader.columns.contains { Int($0) == nil }
    guard areTimes, isRow else { return }
    throw .malformed(
      path: reader.path, line: 1,
      reason: "\(reader.columns.joined(separator: ", ")): times and numbers, where the names of the columns are to be: "
        + "give the table a first line of names")
  }

  /// Rows of one field that are no numbers, with what stands between fields elsewhere in each of them, are several.
  private static func requireFields(
    _ reader: TableReader, _ rows: [TableReader.Row], _ layout: SeriesLayout
  ) throws(TextFileError) {
    guard let delimiter = TableFormat.likelyDelimiter(ofHeader: reader.columns), !rows.isEmpty else { return }
    let numbers = (layout.format ?? .csv).numbers
    guard rows.allSatisfy({ $0[0].contains(delimiter) && numbers.number($0[0]) == nil }) else { return }
    throw .malformed(
      path: reader.path, line: 1,
      reason: "one column, \(reader.columns[0].quoted)" + TableFormat.hint(ofHeader: reader.columns))
  }

  private static func timeColumn(
    _ layout: SeriesLayout, _ reader: TableReader, _ search: TimeColumnSearch, _ candidates: [Int]
  ) throws -> (column: Int, isDigits: Bool)? {
    if let name = layout.timeColumn { return (try reader.column(name), false) }
    guard layout.looksForTimes else { return nil }
    let written = candidates.filter(search.isWritten)
    if let column = written.first(where: search.changes) ?? written.first { return (column, false) }
    if !layout.isLearned, let column = try candidates.first(where: search.isCounted) { return (column, true) }
    try search.refuseUnread(candidates)
    return nil
  }

  /// The form of a column; nil: it has no fields.
  ///
  /// - Parameter first: rows that were read. More of them are, while they do not say whether days or months come first.
  private static func form(
    of column: Int, _ search: TimeColumnSearch, _ reader: TableReader, _ first: inout [TableReader.Row]
  ) throws -> TimeForm? {
    var vote = search.vote(column)
    while vote.isOpen, first.count < mostHeld, let row = try reader.next() {
      first.append(row)
      vote.take(row[column])
    }
    guard !first.isEmpty else { return nil }
    guard let form = vote.form else { throw search.unread(column) }
    guard vote.isOpen else { return form }
    let open = first.lazy.compactMap { row in TimeText.readings(of: row[column]).map { (row, $0) } }
    // The first time would have left one order, were it not read in both.
    let (row, readings) = open.first { $1.dayFirst != $1.monthFirst } ?? open.first!
    throw TextFileError.malformed(
      path: reader.path, line: row.line,
      reason: "\(reader.columns[column]) is \(row[column].quoted): \(TimeText.inWords(readings)), and none of the "
        + "\(first.count) rows that were looked at tells which: say it, with --date-order day-first or --date-order "
        + "month-first")
  }

  /// The next row; nil after the last.
  mutating func next() throws(TextFileError) -> TableReader.Row? {
    if let row = ahead.popLast() { return row }
    return try reader.next()
  }

  /// A number for each column, NaN where it is missing.
  func numbers(_ row: TableReader.Row) throws(TextFileError) -> [Double] {
    var numbers: [Double] = []
    for place in places {
      numbers.append(
        layout.isMissing(row[place]) ? .nan : try reader.number(row, place, upTo: SeriesReader.largest))
    }
    return numbers
  }

  /// When a row is; nil: the table has no times.
  ///
  /// - Throws: `TextFileError`: the field is no time.
  func time(_ row: TableReader.Row) throws(TextFileError) -> TimeText.Moment? {
    guard let (column, form) = times else { return nil }
    do throws(TimeText.Problem) {
      return try TimeText.moment(row[column], as: form)
    } catch {
      let other =
        error == .noTime
        ? "no time as those of other rows (\(form.inWords))"
        : error == .noDate && form.order != nil ? "\(error.reason), read as \(form.inWords)" : error.reason
      throw .malformed(
        path: reader.path, line: row.line,
        reason: "\(reader.columns[column]) is \(row[column].quoted): \(other): mend it or leave the row out"
          + (layout.timeColumn == nil ? ", or read no times, with --time-column none" : ""))
    }
  }

  private static let mostLookedAt = 64
  /// Rows that are in memory before one of them says in which order days and months are.
  private static let mostHeld = 1 << 17
}
