import RecurrentFormats
import RecurrentFoundation
import RecurrentText

/// Columns of numbers, a row for each step of time, in double precision: whatever the level, a series keeps its digits until
/// it is scaled. There may be more of them than memory holds: see ``SpillingArray``.
public struct Series: Sendable {
  /// The names of its columns.
  public let columns: [String]
  /// Where it was read, or what it is called.
  public let path: String
  /// What tells it from others: of a table that several columns tell apart what each of them says, else its name.
  public let key: [String]
  /// ``key``, as one text.
  public var name: String { Self.name(of: key) }
  /// When its rows are; nil: it is not known.
  public let timeline: Timeline?
  /// What is said of all of it: a value for each of ``SeriesCollection/statics``.
  public let statics: [String]
  /// The rows of its file that were left out before the first.
  let rowsBefore: Int
  /// `[rows, columns]`, row by row.
  private let values: SpillingArray<Double>

  /// How many steps of time it has, gaps among them.
  public var rowCount: Int { values.count / columns.count }

  /// Reads some columns of a CSV or TSV file, row by row.
  ///
  /// - Parameters:
  ///   - format: nil: by the ending of the file's name.
  /// - Throws: `TextFileError`: a column is not there, a field is no finite number, or the file cannot be read;
  ///   `FileError`: there is no room for the numbers.
  public init(contentsOf path: String, columns: [String], format: TableFormat? = nil) throws {
    let reader = try SeriesReader(path: path, columns: columns, format: format)
    var values = SpillingArray<Double>()
    while let rows = try reader.next() { try values.append(contentsOf: rows) }
    self.init(values, columns: columns, path: path)
  }

  /// A series that is in memory.
  ///
  /// - Parameters:
  ///   - rows: a number for each column; NaN is a gap.
  ///   - columns: at least one.
  ///   - name: what errors call it.
  ///   - timeline: when the rows are; nil: it is not known.
  ///   - statics: what is said of the whole series.
  /// - Throws: ``ForecastError`` where a row has other than so many numbers, or one beyond 1e150.
  public init(
    _ rows: [[Double]], columns: [String], name: String = "series", timeline: Timeline? = nil, statics: [String] = []
  ) throws(ForecastError) {
    for (row, numbers) in rows.enumerated() {
      guard numbers.count == columns.count else {
        throw .ragged(path: name, row: row, numbers: numbers.count, columns: columns.count)
      }
      if let wrong = numbers.firstIndex(where: { $0.magnitude > SeriesReader.largest }) {
        throw .notFinite(path: name, row: row, column: columns[wrong])
      }
    }
    self.init(
      SpillingArray(rows.flatMap(\.self)), columns: columns, path: name, timeline: timeline, statics: statics)
  }

  /// Checks that there are these rows.
  func require(_ rows: Range<Int>, _ part: String) throws(ForecastError) {
    guard rows.lowerBound >= 0, rows.upperBound <= rowCount else {
      throw .tooShort(path: path, part: part, rows: rowCount, needed: rows.upperBound)
    }
  }

  /// Checks that the rows are so far apart, where both are known.
  func require(_ frequency: Frequency?) throws(ForecastError) {
    guard let frequency, let found = timeline?.frequency, found != frequency else { return }
    throw .otherFrequency(path: path, name: name, found: found, expected: frequency)
  }

  /// - Parameters:
  ///   - values: `[rows, columns]`, row by row.
  ///   - key: nil: `path`.
  init(
    _ values: SpillingArray<Double>, columns: [String], path: String, key: [String]? = nil, timeline: Timeline? = nil,
    statics: [String] = [], rowsBefore: Int = 0
  ) {
    precondition(!columns.isEmpty, "Series: columns must name at least one")
    (self.values, self.columns, self.path) = (values, columns, path)
    (self.key, self.timeline, self.statics, self.rowsBefore) = (key ?? [path], timeline, statics, rowsBefore)
  }

  static func name(of key: [String]) -> String { key.joined(separator: ", ") }

  /// Each column as a series of its own, which has the column's name.
  func split() throws(FileError) -> [Series] {
    var parts = [SpillingArray<Double>](repeating: SpillingArray(), count: columns.count)
    let size = 1 << 14
    for start in stride(from: 0, to: rowCount, by: size) {
      let numbers = self[start..<min(start + size, rowCount)]
      for column in columns.indices {
        try parts[column].append(
          contentsOf: stride(from: column, to: numbers.count, by: columns.count).map { numbers[$0] })
      }
    }
    return columns.indices.map { column in
      Series(
        parts[column], columns: [SeriesLayout.valueColumn], path: path, key: [columns[column]], timeline: timeline,
        statics: statics, rowsBefore: rowsBefore)
    }
  }

  /// The numbers of some rows, counted from 0, row by row.
  public subscript(rows: Range<Int>) -> [Double] { withRows(rows) { Array($0) } }

  /// Looks at the numbers of some rows, row by row.
  func withRows<Result>(_ rows: Range<Int>, _ body: (UnsafeBufferPointer<Double>) -> Result) -> Result {
    values.withElements(in: (rows.lowerBound * columns.count)..<(rows.upperBound * columns.count), body)
  }
}
