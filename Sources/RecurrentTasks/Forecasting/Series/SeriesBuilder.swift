import RecurrentFormats
import RecurrentFoundation
import RecurrentText

/// Gathers the rows of one series while a file is read, and puts them on a timeline at the end, with gaps where rows are
/// missing.
struct SeriesBuilder {
  /// When and where a row was.
  struct Stamp: BitwiseCopyable, Sendable {
    /// On the clock of all rows.
    let time: CivilTime
    /// On the clock of its own zone.
    let written: CivilTime
    let line: Int
  }

  /// What tells the series from others.
  let key: [String]
  let path: String
  let columns: [String]
  private(set) var statics: [String] = []
  private var first: Stamp?
  private(set) var last: Stamp?
  /// How far apart its rows are.
  private(set) var tally = FrequencyTally()
  /// Each row is before the one above it.
  private var falls = false
  /// How times are written.
  private var style: TimeStyle?
  private var values = SpillingArray<Double>()
  private var stamps = SpillingArray<Stamp>()
  private var rowCount = 0
  private var droppedCount = 0
  private let tail: SeriesTail?
  /// The rows up to the last that counts for the tail.
  private var tailEnd = 0
  /// At so many of them the first are left out; nil: none was yet.
  private var fullAt: Int?

  init(key: [String], path: String, columns: [String], tail: SeriesTail?) {
    (self.key, self.path, self.columns, self.tail) = (key, path, columns, tail)
  }

  /// - Parameter row: a number for each column, NaN where it is missing.
  mutating func append(_ row: [Double]) throws(FileError) {
    // The last rows of times that fall are the first of the file.
    if let tail, !falls, tailEnd >= fullAt ?? 2 * tail.count + 1024 { try drop(to: tail) }
    try values.append(contentsOf: row)
    rowCount += 1
    if row.prefix(tail?.leading ?? 0).contains(where: { !$0.isNaN }) || tail?.leading == nil { tailEnd = rowCount }
  }

  /// Leaves out the first rows.
  private mutating func drop(to tail: SeriesTail) throws(FileError) {
    let count = tail.start(of: values[0..<(tailEnd * columns.count)], columns: columns.count)
    fullAt = 2 * (tailEnd - count) + 1024
    values = SpillingArray(values[(count * columns.count)..<values.count])
    if stamps.count > 0 { stamps = SpillingArray(stamps[min(count, stamps.count)..<stamps.count]) }
    (rowCount, tailEnd, droppedCount) = (rowCount - count, tailEnd - count, droppedCount + count)
  }

  /// The time of the row that was appended last.
  ///
  /// - Throws: `TextFileError`: it is neither after all times before nor before them.
  mutating func append(_ time: CivilTime, as moment: TimeText.Moment, line: Int) throws {
    let stamp = Stamp(time: time, written: moment.civil, line: line)
    if let last {
      if rowCount == 2, droppedCount == 0 { falls = time < last.time }
      guard falls ? time < last.time : time > last.time else { throw disorder(stamp, after: last, moment) }
    }
    try stamps.append(contentsOf: [stamp])
    tally.add(time, after: last?.time)
    (first, last) = (first ?? stamp, stamp)
    style = style?.followed(by: moment.style) ?? moment.style
  }

  private func disorder(_ stamp: Stamp, after last: Stamp, _ moment: TimeText.Moment) -> TextFileError {
    var reason = "the time \(stamp.time) comes after \(last.time): sort the rows by time"
    if stamp.time == last.time {
      let numbers = values[((rowCount - 2) * columns.count)..<(rowCount * columns.count)]
      let isSame = zip(numbers, numbers.dropFirst(columns.count)).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
      reason =
        isSame
        ? "the time \(stamp.time) is there twice, with the same numbers as in line \(last.line): leave one row out"
        : "the time \(stamp.time) is there twice, with other numbers in line \(last.line): leave one row out, or name "
          + "the column of the series, where there are several, with --series-column"
          + (stamp.time.seconds % 86_400 == 0 ? ", or join a column of times of day to that of dates" : "")
    }
    if moment.offset == nil, isPutBack(to: stamp.time, from: last.time) {
      reason += ", or, where clocks were put back, write times with their zone as in \(stamp.time)+02:00"
    }
    return .malformed(path: path, line: stamp.line, reason: reason + of)
  }

  /// Whether a time is an hour less than a step after the one before.
  private func isPutBack(to time: CivilTime, from last: CivilTime) -> Bool {
    guard stamps.count >= 2 else { return false }
    let step = last.seconds - stamps[(stamps.count - 2)..<(stamps.count - 1)][0].time.seconds
    return time.seconds + 3600 == last.seconds + step
  }

  /// - Throws: `TextFileError`: another row said otherwise.
  mutating func take(statics found: [String], columns: [String], line: Int) throws(TextFileError) {
    if rowCount == 0 { statics = found }
    guard let place = statics.indices.first(where: { statics[$0] != found[$0] }) else { return }
    throw .malformed(
      path: path, line: line,
      reason: "\(columns[place]) is \(found[place].quoted), \(statics[place].quoted) before: a static column says one "
        + "thing of a series" + of)
  }

  /// The series without times: its rows one after the other.
  func series() -> Series {
    Series(values, columns: columns, path: path, key: key, statics: statics, rowsBefore: droppedCount)
  }

  /// Turns rows round whose times fall.
  ///
  /// - Returns: whether they did.
  mutating func sort() throws(FileError) -> Bool {
    guard falls else { return false }
    var (turnedValues, turnedStamps) = (SpillingArray<Double>(), SpillingArray<Stamp>())
    let (size, count) = (1 << 12, columns.count)
    for end in stride(from: rowCount, to: 0, by: -size) {
      let rows = max(0, end - size)..<end
      let numbers = values[(rows.lowerBound * count)..<(rows.upperBound * count)]
      try turnedValues.append(
        contentsOf: (0..<rows.count).reversed().flatMap { numbers[($0 * count)..<(($0 + 1) * count)] })
      try turnedStamps.append(contentsOf: stamps[rows].reversed())
    }
    (values, stamps, first, last, falls) = (turnedValues, turnedStamps, last, first, false)
    return true
  }

  /// The series on its timeline.
  ///
  /// - Throws: `TextFileError`: a row is between two steps of the frequency; `FileError`.
  func series(on grid: SeriesGrid, _ rounding: inout SeriesGrid.Rounding) throws -> Series {
    guard rowCount > 0, let first, let style else { return series() }
    var whole = grid.timeline(from: grid.time(first), style)
    let rounds = grid.rounds && !isEven(whole, grid)
    if rounds { whole = grid.timeline(from: grid.roundStart(grid.time(first)), style) }
    let placing = RowPlacing(grid: grid, path: path, of: of, rounds: rounds)
    let start = try placing.row(of: stamps[0..<1][0], on: whole)
    let timeline = whole.beginning(at: start)
    let numbers = try values(on: timeline, placing, &rounding)
    return Series(
      numbers, columns: columns, path: path, key: key, timeline: timeline, statics: statics, rowsBefore: start)
  }

  /// Whether no row is between two steps.
  private func isEven(_ timeline: Timeline, _ grid: SeriesGrid) -> Bool {
    stride(from: 0, to: rowCount, by: 1 << 12).allSatisfy { start in
      stamps[start..<min(start + 1 << 12, rowCount)].allSatisfy { timeline.row(of: grid.time($0)) != nil }
    }
  }

  /// The rows, and rows of gaps where the timeline has more.
  private func values(
    on timeline: Timeline, _ placing: RowPlacing, _ rounding: inout SeriesGrid.Rounding
  ) throws -> SpillingArray<Double> {
    var grid = SpillingArray<Double>()
    var end = 0
    let size = 1 << 12
    for start in stride(from: 0, to: rowCount, by: size) {
      let rows = start..<min(start + size, rowCount)
      let numbers = values[(rows.lowerBound * columns.count)..<(rows.upperBound * columns.count)]
      var placed: [Double] = []
      for (place, stamp) in stamps[rows].enumerated() {
        let row = try placing.row(of: stamp, on: timeline, after: end, &rounding)
        placed += repeatElement(.nan, count: (row - end) * columns.count)
        placed += numbers[(place * columns.count)..<((place + 1) * columns.count)]
        end = row + 1
      }
      try grid.append(contentsOf: placed)
    }
    return grid
  }

  /// Which series it is, where a file has several.
  private var of: String { key == [path] ? "" : ", series \(Series.name(of: key).quoted)" }
}
