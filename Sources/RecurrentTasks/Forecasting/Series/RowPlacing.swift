import RecurrentText

/// Says which step of a timeline a row is on.
struct RowPlacing {
  let grid: SeriesGrid
  let path: String
  /// How errors say which series it is.
  let of: String
  /// A row between two steps is on the nearer one.
  let rounds: Bool

  /// - Throws: `TextFileError`: it is between two.
  func row(of stamp: SeriesBuilder.Stamp, on timeline: Timeline) throws(TextFileError) -> Int {
    let time = grid.time(stamp)
    if let row = rounds ? timeline.nearestRow(to: time) : timeline.row(of: time) { return row }
    guard grid.frequency != .businessDays || time.weekday < 5 else {
      throw problem(stamp, "\(time) is on a weekend, where no business day is: mend it, or say --frequency day")
    }
    throw problem(
      stamp,
      "the time \(time) is no whole number of steps of \(grid.frequency) after \(timeline.start): mend it, or "
        + (grid.rounds
          ? "say another --frequency"
          : "say how far apart rows are, with --frequency, by which times are rounded, or read no times, with "
            + "--time-column none"))
  }

  /// - Parameter end: of the rows before it.
  func row(
    of stamp: SeriesBuilder.Stamp, on timeline: Timeline, after end: Int, _ rounding: inout SeriesGrid.Rounding
  ) throws(TextFileError) -> Int {
    let (row, time) = (try row(of: stamp, on: timeline), grid.time(stamp))
    guard row >= end else {
      throw problem(
        stamp, "the time \(time) is on the same step of \(grid.frequency) as the row before: say a finer --frequency")
    }
    // Gaps cost memory: a time that is wrong by a thousand years should not.
    guard row - end <= 1_000_000 else {
      throw problem(
        stamp, "the time \(time) is \(row - end) steps of \(grid.frequency) after the row before: is it right?")
    }
    let difference = abs(timeline[row].seconds - time.seconds)
    if difference > 0 { rounding = .init(count: rounding.count + 1, largest: max(rounding.largest, difference)) }
    return row
  }

  private func problem(_ stamp: SeriesBuilder.Stamp, _ reason: String) -> TextFileError {
    .malformed(path: path, line: stamp.line, reason: reason + of)
  }
}
