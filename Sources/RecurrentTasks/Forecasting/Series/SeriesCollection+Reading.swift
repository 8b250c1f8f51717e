import RecurrentFoundation
import RecurrentText

extension SeriesCollection {
  /// Reads the series of a file, or of a folder's files: of those whose names end in `.csv` or `.tsv`, else of all.
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
    let folder = try SeriesFolder(contentsOf: path)
    guard !folder.tables.isEmpty else { throw TextFileError.unreadable(path: path, reason: "there is no file in it") }
    let files = try folder.tables.map { try Self.file("\(path)/\($0)", layout, fileName: Self.stem($0)) }
    let others = folder.others.map { "\(path)/\($0) is left out beside tables" }
    try self.init(files.flatMap(\.series), statics: layout.statics, notes: others + files.flatMap(\.notes))
    if Set(files.map(\.timeColumn)).count == 1 { timeColumn = files[0].timeColumn }
  }

  /// - Parameter fileName: what the series of a folder's file is called; nil: as its path.
  private static func file(_ path: String, _ layout: SeriesLayout, fileName: String? = nil) throws -> SeriesCollection {
    if layout.arrangement == .rows { return try SeriesCollection(seriesRows(path, layout)) }
    var table = try SeriesTable(contentsOf: path, layout: layout)
    var gathering = SeriesGathering(table, name: fileName ?? path)
    while let row = try table.next() { try gathering.take(row) }
    let (series, notes, frequency, timesFall) = try gathering.finish()
    let split = layout.arrangement == .wide ? try series.flatMap { try $0.split() } : series
    var collection = try SeriesCollection(
      split, statics: layout.statics, notes: (table.notes + notes).map { "\(path): \($0)" })
    collection.timeColumn = table.times.map { table.reader.columns[$0.column] }
    collection.foundTimes = table.times.map { column, form in
      FoundTimes(
        column: table.timeIsDigits ? table.reader.columns[column] : nil, dateOrder: form.order,
        skipsWeekends: frequency == .businessDays, fall: timesFall)
    }
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
          SpillingArray(Array(numbers[first...])), columns: [SeriesLayout.valueColumn], path: path, key: [row[0]],
          rowsBefore: first))
    }
    return series
  }

  /// A file's name without its ending.
  private static func stem(_ name: String) -> String {
    name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }
}
