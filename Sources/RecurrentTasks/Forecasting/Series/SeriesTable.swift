import RecurrentText

/// A table whose columns are told apart: times, numbers, what is said of a whole series, and its name.
struct SeriesTable {
  let reader: TableReader
  let layout: SeriesLayout
  /// Where the names of series are; nil: all rows are of one.
  let seriesColumn: Int?
  let statics: [Int]
  let columns: [String]
  private let places: [Int]
  /// Where the times are; nil: nowhere.
  private(set) var timeColumn: Int?
  /// The times were looked for rather than said to be there: where they cannot be used, the series has none.
  let timeIsGuessed: Bool
  /// They are digits alone, which nothing but their order tells from numbers.
  private(set) var timeIsDigits = false
  /// The first rows, which were read to find the times, in their order from the last.
  private var ahead: [TableReader.Row]

  /// - Throws: `TextFileError`: a column is missing, or nothing is left to read as numbers.
  init(contentsOf path: String, layout: SeriesLayout) throws {
    reader = try TableReader(path: path, format: layout.format)
    try Self.requireNames(reader)
    self.layout = layout
    var seriesColumn: Int?
    if case .long(let name) = layout.arrangement { seriesColumn = try reader.column(name) }
    self.seriesColumn = seriesColumn
    statics = try layout.statics.map(reader.column)
    timeIsGuessed = layout.timeColumn == nil
    var first: [TableReader.Row] = []
    while first.count < Self.mostLookedAt, let row = try reader.next() { first.append(row) }
    ahead = first.reversed()
    let taken = Set(statics + [seriesColumn].compactMap(\.self))
    let wanted = try layout.columns?.map(reader.column)
    if let name = layout.timeColumn {
      timeColumn = try reader.column(name)
    } else if layout.looksForTimes {
      let candidates = reader.columns.indices.filter { !taken.contains($0) && !(wanted ?? []).contains($0) }
      let search = TimeColumnSearch(reader, first, seriesColumn: seriesColumn)
      timeColumn = candidates.first(where: search.isWritten)
      if timeColumn == nil, layout.takesDigits {
        timeColumn = try candidates.first(where: search.isCounted)
        timeIsDigits = timeColumn != nil
      }
    }
    let places = wanted ?? reader.columns.indices.filter { [timeColumn] in !taken.contains($0) && $0 != timeColumn }
    guard !places.isEmpty else {
      throw TextFileError.malformed(path: path, line: 1, reason: "no column is left to read numbers from")
    }
    self.places = places
    columns = places.map { [columns = reader.columns] in columns[$0] }
  }

  /// A first line of times and numbers is a row, which would be lost as a header. Whole numbers may be names.
  private static func requireNames(_ reader: TableReader) throws(TextFileError) {
    let numbers = NumberFormat(decimalSeparator: reader.columns.contains { $0.contains(",") } ? "," : ".")
    let names = reader.columns.filter { numbers.number($0) == nil }
    let areTimes = names.allSatisfy { (try? TimeText.moment($0)) != nil }
    let isRow = !names.isEmpty || reader.columns.contains { Int($0) == nil }
    guard areTimes, isRow else { return }
    throw .malformed(
      path: reader.path, line: 1,
      reason: "\(reader.columns.joined(separator: ", ")): times and numbers, where the names of the columns are to be: "
        + "give the table a first line of names")
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

  /// - Throws: `TextFileError`: the field is no time.
  func time(_ row: TableReader.Row, in column: Int) throws(TextFileError) -> TimeText.Moment {
    do throws(TimeText.Problem) {
      return try TimeText.moment(row[column])
    } catch {
      throw .malformed(
        path: reader.path, line: row.line, reason: "\(reader.columns[column]) is \(row[column].quoted): \(error.reason)"
      )
    }
  }

  private static let mostLookedAt = 64
}
