import RecurrentFoundation
import RecurrentText

extension CalendarFeatures {
  /// The days of a file of dates, one in each line: `2024-12-25`. What follows a date after a space, a tab or a comma is
  /// its name, and lines that begin with `#` are passed over.
  ///
  /// - Throws: `TextFileError`: the file cannot be read, or a line is no date.
  public static func holidays(contentsOf path: String) throws(TextFileError) -> Set<Int> {
    let reader = try LineReader(path: path)
    var days: Set<Int> = []
    while let line = try reader.next() {
      let text = line.text.prefix { !" \t,".contains($0) }
      guard !line.text.isEmpty, !line.text.hasPrefix("#") else { continue }
      do throws(TimeText.Problem) {
        days.insert(try TimeText.moment(String(text)).civil.dayNumber)
      } catch {
        throw .malformed(path: path, line: line.number, reason: "\(String(text).quoted): \(error.reason)")
      }
    }
    return days
  }
}
