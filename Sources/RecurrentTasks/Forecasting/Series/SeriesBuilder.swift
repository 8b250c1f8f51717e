import RecurrentFormats
import RecurrentFoundation
import RecurrentText

/// Gathers the rows of one series while a file is read, and puts them on a timeline at the end, with gaps where rows are
/// missing.
struct SeriesBuilder {
  /// When and where a row was.
  private struct Stamp: BitwiseCopyable, Sendable {
    let time: CivilTime
    let line: Int
  }

  let name: String
  let path: String
  let columns: [String]
  private(set) var statics: [String] = []
  private(set) var lastTime: CivilTime?
  private var firstTime: CivilTime?
  /// How times are written, and what the clock is ahead of UTC.
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

  init(name: String, path: String, columns: [String], tail: SeriesTail?) {
    (self.name, self.path, self.columns, self.tail) = (name, path, columns, tail)
  }

  /// - Parameter row: a number for each column, NaN where it is missing.
  mutating func append(_ row: [Double]) throws(FileError) {
    if let tail, tailEnd >= fullAt ?? 2 * tail.count + 1024 { try drop(to: tail) }
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
  /// - Throws: `TextFileError`: it is not after the time before.
  mutating func append(_ time: CivilTime, _ style: TimeStyle, line: Int) throws {
    if let lastTime, time <= lastTime {
      let reason =
        time == lastTime
        ? "the time \(time) is there twice: leave one row out, name the column of the series where there are several, or, "
          + "where clocks were put back, write times with their zone as in \(time)+02:00"
        : "the time \(time) comes after \(lastTime): sort the rows by time"
      throw TextFileError.malformed(path: path, line: line, reason: reason + of)
    }
    try stamps.append(contentsOf: [Stamp(time: time, line: line)])
    (firstTime, lastTime) = (firstTime ?? time, time)
    self.style = self.style?.followed(by: style) ?? style
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
    Series(values, columns: columns, path: path, name: name, statics: statics, rowsBefore: droppedCount)
  }

  /// The series on its timeline.
  ///
  /// - Throws: `TextFileError`: a row is between two steps of the frequency; `FileError`.
  ///
  /// - Parameter offset: seconds that the clock of the times is ahead of UTC.
  func series(every frequency: Frequency, endsMonths: Bool, offset: Int) throws -> Series {
    guard rowCount > 0, let firstTime, let style else { return series() }
    let whole = Timeline(
      start: firstTime, frequency: frequency, endsMonths: endsMonths, style: style, offset: offset)
    let first = stamps[0..<1][0]
    guard let start = whole.row(of: first.time) else { throw unevenTime(first, whole) }
    let timeline = whole.beginning(at: start)
    let grid = try values(on: timeline)
    return Series(
      grid, columns: columns, path: path, name: name, timeline: timeline, statics: statics, rowsBefore: start)
  }

  /// The rows, and rows of gaps where the timeline has more.
  private func values(on timeline: Timeline) throws -> SpillingArray<Double> {
    var grid = SpillingArray<Double>()
    var end = 0
    let size = 1 << 12
    for start in stride(from: 0, to: rowCount, by: size) {
      let rows = start..<min(start + size, rowCount)
      let numbers = values[(rows.lowerBound * columns.count)..<(rows.upperBound * columns.count)]
      var placed: [Double] = []
      for (place, stamp) in stamps[rows].enumerated() {
        let row = try row(of: stamp, on: timeline, after: end)
        placed += repeatElement(.nan, count: (row - end) * columns.count)
        placed += numbers[(place * columns.count)..<((place + 1) * columns.count)]
        end = row + 1
      }
      try grid.append(contentsOf: placed)
    }
    return grid
  }

  private func row(of stamp: Stamp, on timeline: Timeline, after end: Int) throws(TextFileError) -> Int {
    guard let row = timeline.row(of: stamp.time) else { throw unevenTime(stamp, timeline) }
    // Gaps cost memory: a time that is wrong by a thousand years should not.
    guard row - end <= 1_000_000 else {
      throw .malformed(
        path: path, line: stamp.line,
        reason: "the time \(stamp.time) is \(row - end) steps of \(timeline.frequency) after the row before: "
          + "is it right?" + of)
    }
    return row
  }

  private func unevenTime(_ stamp: Stamp, _ timeline: Timeline) -> TextFileError {
    .malformed(
      path: path, line: stamp.line,
      reason: "the time \(stamp.time) is no whole number of steps of \(timeline.frequency) after "
        + "\(timeline.start): say how far apart rows are, with --frequency" + of)
  }

  /// Which series it is, where a file has several.
  private var of: String { name == path ? "" : ", series \(name.quoted)" }
}
