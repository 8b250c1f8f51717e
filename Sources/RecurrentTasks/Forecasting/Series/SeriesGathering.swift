import RecurrentFoundation
import RecurrentText

/// The series of a table, while it is read.
struct SeriesGathering {
  private let table: SeriesTable
  private var builders: [SeriesBuilder] = []
  private var places: [TokenKey: Int] = [:]
  /// Of the times as one clock shows them, and as they are written.
  private var (tally, writtenTally) = (FrequencyTally(), FrequencyTally())
  /// Of the first time that says its zone: all are told as its clock shows them.
  private var offset: Int?
  /// There is another zone too.
  private var hasOtherZones = false
  private var rowCount = 0

  init(_ table: SeriesTable, name: String) {
    self.table = table
    guard table.seriesColumns.isEmpty else { return }
    builders = [builder(key: [name])]
  }

  private func builder(key: [String]) -> SeriesBuilder {
    SeriesBuilder(key: key, path: table.reader.path, columns: table.columns, tail: table.layout.tail)
  }

  mutating func take(_ row: TableReader.Row) throws {
    let place = place(of: row)
    try builders[place].take(
      statics: table.statics.map { row[$0] }, columns: table.layout.statics, line: row.line)
    try builders[place].append(try table.numbers(row))
    defer { rowCount += 1 }
    guard let moment = try table.time(row) else { return }
    let (time, last) = (try clock(moment, row), builders[place].last)
    try builders[place].append(time, as: moment, line: row.line)
    tally.add(time, after: last?.time)
    writtenTally.add(moment.civil, after: last?.written)
  }

  /// Of the series that a row belongs to.
  private mutating func place(of row: TableReader.Row) -> Int {
    guard !table.seriesColumns.isEmpty else { return 0 }
    let key = row.key(of: table.seriesColumns)
    if let place = places[key] { return place }
    places[key] = builders.count
    builders.append(builder(key: table.seriesColumns.map { row[$0] }))
    return builders.count - 1
  }

  /// What the clock shows where the first time was written.
  private mutating func clock(_ moment: TimeText.Moment, _ row: TableReader.Row) throws(TextFileError) -> CivilTime {
    if rowCount == 0 { offset = moment.offset }
    guard (offset == nil) == (moment.offset == nil) else {
      throw .malformed(
        path: table.reader.path, line: row.line,
        reason:
          "\(row[table.times!.column].quoted) \(offset == nil ? "says a zone" : "says no zone"), unlike the times "
          + "before: write all with their zone, or none")
    }
    guard let offset, let found = moment.offset else { return moment.civil }
    hasOtherZones = hasOtherZones || found != offset
    return CivilTime(seconds: moment.civil.seconds - found + offset)
  }

  /// Checks that the rows of no series are plainly not as far apart as those of most.
  private func requireAll(_ frequency: Frequency) throws(ForecastError) {
    for builder in builders {
      guard let found = builder.tally.frequency(otherThan: frequency) else { continue }
      throw .mixedFrequencies(
        path: table.reader.path, name: Series.name(of: builder.key), found: found, others: frequency)
    }
  }

  /// The series on their timelines, and what there is to note.
  func finish() throws -> (series: [Series], notes: [String], frequency: Frequency?, timesFall: Bool) {
    let given = table.layout.frequency
    // Days begin at midnight, wherever clocks were put forward since.
    let isByWritten = hasOtherZones && (given ?? writtenTally.frequency)?.isOfDays == true
    let times = isByWritten ? writtenTally : tally
    guard let frequency = given ?? times.frequency else { return (builders.map { $0.series() }, [], nil, false) }
    if table.layout.isLearned, let given, let found = times.frequency(otherThan: given) {
      throw ForecastError.otherFrequency(
        path: table.reader.path, name: table.reader.path, found: found, expected: given)
    }
    if given == nil { try requireAll(frequency) }
    let grid = SeriesGrid(
      frequency: frequency, day: times.monthDay, offset: offset ?? 0, isByWritten: isByWritten, rounds: given != nil)
    var (series, rounding, reversed) = ([Series](), SeriesGrid.Rounding(), 0)
    for var builder in builders {
      if try builder.sort() { reversed += 1 }
      series.append(try builder.series(on: grid, &rounding))
    }
    var notes = rounding.inWords(of: rowCount, frequency).map { [$0] } ?? []
    if reversed > 0 {
      notes.append(
        "the times fall: the rows \(reversed == 1 ? "are" : "of \(reversed) series are") read from the last to the first"
      )
    }
    return (series, notes, frequency, reversed > 0)
  }
}

extension TableReader.Row {
  /// What some columns say together, as text that differs where one of them does.
  func key(of columns: [Int]) -> TokenKey {
    columns.count == 1 ? TokenKey(self[columns[0]]) : TokenKey(columns.map { self[$0] }.joined(separator: "\u{1F}"))
  }
}
