import Foundation
import Testing

@testable import RecurrentTasks

/// Times of tables: the calendar, their texts, how far apart they are.
@Suite struct TimelineTests {
  private static func time(_ text: String) throws -> CivilTime { try TimeText.moment(text).civil }

  /// Beside Foundation's calendar, which is the Julian one before October 1582, so that this begins with 1583.
  @Test func theCalendarIsFoundations() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0)!
    let days = Array(stride(from: -141_300, through: 150_000, by: 97)) + Array(10_980...11_020)
    for day in days {
      let time = CivilTime(seconds: day * 86_400 + 3 * 3600 + 7 * 60)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .weekday, .dayOfYear],
        from: Date(timeIntervalSince1970: Double(time.seconds)))
      #expect(time.year == parts.year && time.month == parts.month && time.day == parts.day, "\(day)")
      #expect(time.hour == 3 && time.minute == 7 && time.weekday == (parts.weekday! + 5) % 7, "\(day)")
      #expect(time.dayOfYear + 1 == parts.dayOfYear, "\(day)")
      let same = CivilTime(year: time.year, month: time.month, day: time.day, hour: 3, minute: 7)
      #expect(same == time)
    }
    #expect(CivilTime(year: 2023, month: 2, day: 29) == nil && CivilTime(year: 1900, month: 2, day: 29) == nil)
    #expect(CivilTime(year: 2000, month: 2, day: 29) != nil && CivilTime(year: 2024, month: 13, day: 1) == nil)
  }

  @Test(arguments: [
    ("2024-02-29", "2024-02-29"), ("2024/2/9", "2024-02-09"), ("2024.02.29", "2024-02-29"),
    ("20240229", "2024-02-29"), ("2024022913", "2024-02-29 13:00:00"), ("202402291305", "2024-02-29 13:05:00"),
    ("20240229130509", "2024-02-29 13:05:09"), ("2024-02", "2024-02-01"), ("2024", "2024-01-01"),
    ("2024-02-29 13:05", "2024-02-29 13:05:00"), ("2024-02-29T13:05:09.25", "2024-02-29 13:05:09"),
    ("2024-02-29T24:00", "2024-03-01"), ("1709211900", "2024-02-29 13:05:00"),
    ("1709211900000", "2024-02-29 13:05:00"), ("999999999", "2001-09-09 01:46:39"),
  ]) func textsAreTimes(_ text: String, _ expected: String) throws {
    #expect(try Self.time(text).description == expected)
  }

  @Test func zonesAreRead() throws {
    #expect(try TimeText.moment("2024-02-29T13:05:00Z").offset == 0)
    #expect(try TimeText.moment("2024-02-29 13:05+09:00").offset == 9 * 3600)
    #expect(try TimeText.moment("2024-02-29 13:05-0330").offset == -(3 * 3600 + 1800))
    #expect(try TimeText.moment("2024-02-29 13:05").offset == nil)
  }

  @Test(arguments: [
    "2024-02-29", "2024/02/29", "2024.02", "2024", "20240229", "2024022913", "20240229130509", "2024-02-29 13:05",
    "2024-02-29T13:05:09", "2024-02-29T13:05Z", "2024-02-29 13:05:00+09:00", "2024-02-29 13:05-0330", "1709211900",
    "1709211900000", "1709211900000000", "1709211900000000000",
  ]) func timesAreWrittenAsTheyWere(_ text: String) throws {
    let moment = try TimeText.moment(text)
    #expect(moment.style.text(moment.civil) == text)
  }

  /// A style that is too coarse for a time writes what is needed.
  @Test func timesAreWrittenToWhatTellsThemApart() throws {
    let noon = try Self.time("2024-02-29 12:30")
    #expect(TimeStyle().text(noon) == "2024-02-29 12:30")
    #expect(TimeStyle(dateSeparator: nil, finest: .year).text(noon) == "202402291230")
    let mixed = TimeStyle(finest: .second).followed(by: TimeStyle(clockSeparator: "T", finest: .minute))
    #expect(mixed.text(noon) == "2024-02-29T12:30:00")
  }

  @Test(arguments: [
    ("", "empty"), ("yesterday", "no time"), ("03/04/2024", "begin with the year"), ("29.2.24", "begin with the year"),
    ("2023-02-29", "calendar"), ("2024-02-29 25:00", "clock"), ("2024-02-29 13:05+", "zone"), ("123456", "6 digits"),
    ("2024-02-29 13:05x", "more"), ("20241399", "calendar"),
  ]) func otherTextsAreRefused(_ text: String, _ reason: String) {
    let problem = #expect(throws: TimeText.Problem.self) { try TimeText.moment(text) }
    #expect(problem?.reason.contains(reason) == true, "\(problem?.reason ?? "")")
  }

  @Test(arguments: [
    ("15m", Frequency.seconds(900), "15m"), ("hour", .hourly, "1h"), ("1d", .daily, "1d"),
    ("W", .seconds(604_800), "1w"),
    ("3 months", .months(3), "3 months"), ("quarter", .months(3), "3 months"), ("year", .months(12), "1y"),
    ("90s", .seconds(90), "90s"),
  ]) func frequenciesAreTexts(_ text: String, _ frequency: Frequency, _ written: String) throws {
    #expect(Frequency(text) == frequency)
    #expect(frequency.description == written && Frequency(written) == frequency)
    #expect(try JSONDecoder().decode(Frequency.self, from: JSONEncoder().encode(frequency)) == frequency)
  }

  @Test func whatIsNoFrequency() {
    for text in ["", "0h", "-1d", "fortnight", "1", "99999999999999999999s"] {
      #expect(Frequency(text) == nil, "\(text)")
    }
  }

  private static func tally(_ texts: [String]) throws -> FrequencyTally {
    var tally = FrequencyTally()
    var last: CivilTime?
    for text in texts {
      let time = try time(text)
      tally.add(time, after: last)
      last = time
    }
    return tally
  }

  @Test func theFrequencyIsThatOfMostRows() throws {
    #expect(try Self.tally(["2024-01-01", "2024-01-02", "2024-01-05", "2024-01-06"]).frequency == .daily)
    #expect(try Self.tally(["2024-01-15", "2024-02-15", "2024-03-15", "2024-06-15"]).frequency == .monthly)
    #expect(try Self.tally(["2023", "2024", "2025"]).frequency == .months(12))
    #expect(try Self.tally(["2024-01-01", "2024-01-29", "2024-02-26"]).frequency == .seconds(28 * 86_400))
    #expect(try Self.tally(["2024-01-01"]).frequency == nil)
    let ends = try Self.tally(["2024-01-31", "2024-02-29", "2024-03-31"])
    #expect(ends.frequency == .monthly && ends.areMonthEnds)
  }

  @Test func rowsHaveTimes() throws {
    let ends = Timeline(start: try Self.time("2023-11-30"), frequency: .monthly, endsMonths: true)
    #expect(
      (0..<5).map { ends[$0].description } == ["2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"])
    #expect(try ends.row(of: Self.time("2024-02-29")) == 3)
    #expect(try ends.row(of: Self.time("2024-02-28")) == nil)
    let hours = Timeline(start: try Self.time("2024-02-28 22:00"), frequency: .hourly)
    #expect(hours[3].description == "2024-02-29 01:00:00" && hours[-1].description == "2024-02-28 21:00:00")
    #expect(try hours.row(of: Self.time("2024-03-01")) == 26)
    #expect(try hours.row(of: Self.time("2024-03-01 00:30")) == nil)
    #expect(try hours.row(of: Self.time("2024-02-28 20:00")) == -2)
  }

  @Test func theCalendarIsNumbers() throws {
    let features = CalendarFeatures(for: .hourly, holidays: [try Self.time("2024-12-25").dayNumber])
    #expect(features.count == 7)
    let noon = features.values(at: try Self.time("2024-12-25 12:00"))
    #expect(noon.count == 7 && abs(noon[0]) < 1e-6 && abs(noon[1] + 1) < 1e-6 && noon[6] == 1)
    #expect(features.values(at: try Self.time("2024-12-26 12:00"))[6] == 0)
    #expect(CalendarFeatures(for: .monthly).count == 2 && CalendarFeatures(for: .months(12)).count == 0)
    #expect(noon.allSatisfy { (-1...1).contains($0) })
  }
}
