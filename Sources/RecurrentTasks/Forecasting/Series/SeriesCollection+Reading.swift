import RecurrentFoundation
import RecurrentText

extension SeriesCollection {
  /// Reads the series of a file, or of all files in a folder.
  ///
  /// Missing numbers and missing rows are gaps: NaN. A number has a magnitude of at most 1e150.
  ///
  /// - Throws: `TextFileError`: a file cannot be read, or a line of it is wrong; ``ForecastError``: there is no series, or
  ///   two of one name; `FileError`: there is no room for the numbers.
  public init(contentsOf path: String, layout: SeriesLayout) throws {
    guard try FileSystem.kind(of: path) == .folder else {
      self = try Self.file(path, layout)
      return
    }
    let names = try FileSystem.names(in: path).filter { !$0.hasPrefix(".") }
    let files = try names.map { try Self.file("\(path)/\($0)", layout, fileName: Self.stem($0)) }
    try self.init(
      files.flatMap(\.series), statics: layout.statics, notes: files.flatMap(\.notes))
  }

  /// - Parameter fileName: what the series of a folder's file is called; nil: as its path.
  private static func file(_ path: String, _ layout: SeriesLayout, fileName: String? = nil) throws -> SeriesCollection {
    if layout.arrangement == .rows { return try SeriesCollection(seriesRows(path, layout)) }
    var table = try SeriesTable(contentsOf: path, layout: layout)
    var gathering = SeriesGathering(table, name: fileName ?? path)
    while let row = try table.next() { try gathering.take(row, of: table) }
    let (series, note) = try gathering.finish(layout)
    let split = layout.arrangement == .wide ? try series.flatMap { try $0.split() } : series
    var collection = try SeriesCollection(
      split, statics: layout.statics, notes: note.map { ["\(path): \($0)"] } ?? [])
    if note == nil, table.timeIsDigits { collection.digitTimes = table.timeColumn.map { table.reader.columns[$0] } }
    return collection
  }

  /// The series of a file that has one in each row.
  private static func seriesRows(_ path: String, _ layout: SeriesLayout) throws -> [Series] {
    let reader = try TableReader(path: path, format: layout.format)
    var series: [Series] = []
    while let row = try reader.next(mayEndEarly: true) {
      // What a file writes as empty after the end of a short row is none of its series.
      let end = row.fields.lastIndex { !$0.isEmpty } ?? 0
      var numbers: [Double] = []
      for place in row.fields.indices.prefix(end + 1).dropFirst() {
        numbers.append(
          layout.isMissing(row[place]) ? .nan : try reader.number(row, place, upTo: SeriesReader.largest))
      }
      let first = layout.tail?.start(of: numbers, columns: 1) ?? 0
      series.append(
        Series(
          SpillingArray(Array(numbers[first...])), columns: [SeriesLayout.valueColumn], path: path, name: row[0],
          rowsBefore: first))
    }
    return series
  }

  /// A file's name without its ending.
  private static func stem(_ name: String) -> String {
    name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }
}

/// The series of a table, while it is read.
private struct SeriesGathering {
  private var builders: [SeriesBuilder] = []
  private var places: [TokenKey: Int] = [:]
  private var tally = FrequencyTally()
  /// Why times that were guessed are not used; nil: they are.
  private var problem: String?
  /// Of the first time that says its zone: all are told as its clock shows them.
  private var offset: Int?
  private let tail: SeriesTail?

  init(_ table: SeriesTable, name: String) {
    tail = table.layout.tail
    guard table.seriesColumn == nil else { return }
    builders = [SeriesBuilder(name: name, path: table.reader.path, columns: table.columns, tail: tail)]
  }

  mutating func take(_ row: TableReader.Row, of table: SeriesTable) throws {
    let place = place(of: row, in: table)
    let numbers = try table.numbers(row)
    try builders[place].take(
      statics: table.statics.map { row[$0] }, columns: table.layout.statics, line: row.line)
    try builders[place].append(numbers)
    guard let column = table.timeColumn, problem == nil else { return }
    let moment: TimeText.Moment
    do {
      moment = try table.time(row, in: column)
    } catch {
      guard table.timeIsGuessed else { throw error }
      problem = "the times are not used: \(error)"
      return
    }
    let (time, last) = (clock(moment), builders[place].lastTime)
    do {
      try builders[place].append(time, moment.style, line: row.line)
    } catch let error as TextFileError {
      // Numbers that looked like times, until this one.
      guard table.timeIsDigits else { throw error }
      problem = "the times are not used: \(error)"
      return
    }
    tally.add(time, after: last)
  }

  /// Of the series that a row belongs to.
  private mutating func place(of row: TableReader.Row, in table: SeriesTable) -> Int {
    guard let column = table.seriesColumn else { return 0 }
    let key = TokenKey(row[column])
    if let place = places[key] { return place }
    places[key] = builders.count
    builders.append(SeriesBuilder(name: row[column], path: table.reader.path, columns: table.columns, tail: tail))
    return builders.count - 1
  }

  /// What the clock shows where the first time was written.
  private mutating func clock(_ moment: TimeText.Moment) -> CivilTime {
    guard let found = moment.offset else { return moment.civil }
    let offset = offset ?? found
    self.offset = offset
    return CivilTime(seconds: moment.civil.seconds - found + offset)
  }

  /// The series, and why they have no times.
  func finish(_ layout: SeriesLayout) throws -> (series: [Series], note: String?) {
    guard problem == nil, let frequency = layout.frequency ?? tally.frequency else {
      return (builders.map { $0.series() }, problem)
    }
    do {
      let series = try builders.map {
        try $0.series(every: frequency, endsMonths: tally.areMonthEnds, offset: offset ?? 0)
      }
      return (series, nil)
    } catch let error as TextFileError where layout.timeColumn == nil && layout.frequency == nil {
      return (builders.map { $0.series() }, "the times are not used: \(error)")
    }
  }
}
