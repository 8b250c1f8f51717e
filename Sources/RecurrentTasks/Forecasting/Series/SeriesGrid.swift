/// The steps of time that the rows of a file are put on.
struct SeriesGrid {
  /// What was rounded.
  struct Rounding {
    var count = 0
    var largest = 0

    /// nil: nothing was.
    func inWords(of rows: Int, _ frequency: Frequency) -> String? {
      count == 0
        ? nil
        : "\(count) of \(rows) times are between two steps of \(frequency): they are rounded, by \(largest) s at most"
    }
  }

  let frequency: Frequency
  /// The day of the month that rows are on, or the last of shorter months; nil: it varies. It counts where there are
  /// months between rows.
  let day: Int?
  /// Seconds that the clock of the times is ahead of UTC.
  let offset: Int
  /// Times count as they are written, whatever their zone.
  let isByWritten: Bool
  /// A row may be between two steps: it is on the nearer one.
  let rounds: Bool

  /// When a row is that has a step of its own: of a month whose day varies the first.
  func time(_ stamp: SeriesBuilder.Stamp) -> CivilTime {
    let time = isByWritten ? stamp.written : stamp.time
    guard case .months = frequency, day == nil else { return time }
    return CivilTime(year: time.year, month: time.month, day: 1)!
  }

  /// - Parameter style: the way that the last row is written in.
  func timeline(from start: CivilTime, _ style: TimeStyle) -> Timeline {
    Timeline(
      start: start, frequency: frequency, day: day ?? 1, style: style,
      offset: isByWritten ? style.zone?.offset ?? 0 : offset)
  }

  /// Where steps begin of rows that are to be rounded: a whole number of steps after midnight where the first row is near
  /// one.
  func roundStart(_ time: CivilTime) -> CivilTime {
    guard case .seconds(let seconds) = frequency else { return time }
    let rounded = CivilTime(seconds: CivilTime.floorDivide(time.seconds + seconds / 2, seconds) * seconds)
    return abs(rounded.seconds - time.seconds) * 4 <= seconds ? rounded : time
  }
}
