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
    ("1709211900.75", "2024-02-29 13:05:00"), ("202402", "2024-02-01"), ("2024M02", "2024-02-01"),
    ("2024-Q2", "2024-04-01"), ("2024q4", "2024-10-01"), ("2024 Q1", "2024-01-01"), ("Q3 2024", "2024-07-01"),
    ("Feb 2024", "2024-02-01"), ("may 2024", "2024-05-01"), ("02/2024", "2024-02-01"),
    ("29-Feb-2024", "2024-02-29"), ("29 FEBRUARY 2024", "2024-02-29"), ("Feb 29, 2024", "2024-02-29"),
    ("20240229T130509Z", "2024-02-29 13:05:09"), ("20240229T1305+0100", "2024-02-29 13:05:00"),
    ("20240229t13", "2024-02-29 13:00:00"), ("20240229T130509.25", "2024-02-29 13:05:09"),
    ("29.02.2024", "2024-02-29"), ("3.4.2024", "2024-04-03"), ("29/02/2024", "2024-02-29"),
    ("02-29-2024", "2024-02-29"),
    ("2024. 02. 29.", "2024-02-29"), ("2024년 02월 29일", "2024-02-29"), ("2024년 2월", "2024-02-01"),
    ("29/02/2024 12:05 AM", "2024-02-29 00:05:00"), ("2/29/2024 12:05:09 pm", "2024-02-29 12:05:09"),
    ("Feb 29, 2024 1:05PM", "2024-02-29 13:05:00"), ("1/1/2024", "2024-01-01"),
    // As ISO 8601 counts weeks: 2020 has 53 of them, and the first of 2020 begins in 2019.
    ("2020-W02", "2020-01-06"), ("2020W01", "2019-12-30"), ("2020-W53-5", "2021-01-01"), ("2021-W01", "2021-01-04"),
  ]) func textsAreTimes(_ text: String, _ expected: String) throws {
    #expect(try Self.time(text).description == expected)
  }

  @Test func zonesAreRead() throws {
    #expect(try TimeText.moment("2024-02-29T13:05:00Z").offset == 0)
    #expect(try TimeText.moment("2024-02-29 13:05+09:00").offset == 9 * 3600)
    #expect(try TimeText.moment("2024-02-29 13:05-0330").offset == -(3 * 3600 + 1800))
    #expect(try TimeText.moment("2024-02-29 13:05:00 +0100").offset == 3600)
    #expect(try TimeText.moment("2024-02-29 13:05:00 UTC").offset == 0)
    #expect(try TimeText.moment("2024-02-29 1:05 PM GMT").offset == 0)
    #expect(try TimeText.moment("2024-02-29 13:05").offset == nil)
  }

  @Test(arguments: [
    "2024-02-29", "2024/02/29", "2024.02", "2024", "20240229", "2024022913", "20240229130509", "2024-02-29 13:05",
    "2024-02-29T13:05:09", "2024-02-29T13:05Z", "2024-02-29 13:05:00+09:00", "2024-02-29 13:05-0330",
    "2024-02-29 13:05:00 UTC", "2024-02-29 13:05 +01", "1709211900",
    "1709211900000", "1709211900000000", "1709211900000000000", "1709211900.0", "202402", "2024M02", "2024-Q2",
    "2024Q4", "2024 Q1", "Q3 2024", "Feb 2024", "02/2024", "29-Feb-2024", "29-FEB-2024", "29 February 2024",
    "Feb 29, 2024", "29.02.2024", "9.2.2024", "29/02/2024", "2/29/2024", "29-02-2024", "2024. 02. 29.",
    "2024년 02월 29일", "2024년 2월", "2020-W02", "2020W53", "2020-W53-5", "02/29/2024 01:05:00 PM",
    "2/29/2024 1:05 am", "29.02.2024 13:05", "20240229T130509Z", "20240229T1305+0900", "20240229T13",
  ]) func timesAreWrittenAsTheyWere(_ text: String) throws {
    let moment = try TimeText.moment(text)
    #expect(moment.style.text(moment.civil) == text)
  }

  /// A style that is too coarse for a time writes what is needed.
  @Test func timesAreWrittenToWhatTellsThemApart() throws {
    let noon = try Self.time("2024-02-29 12:30")
    #expect(TimeStyle().text(noon) == "2024-02-29 12:30")
    for form in ["y", "ymd", "y-m", "y-Qq", "y-Ww"] {
      #expect(TimeStyle(form: .date(DatePattern(form))).text(noon) == "2024-02-29 12:30", "\(form)")
    }
    #expect(TimeStyle(form: .date(DatePattern("d/m/y"))).text(noon) == "29/02/2024 12:30")
    #expect(TimeStyle(form: .date(DatePattern("y-Qq"))).text(CivilTime(year: 2024, month: 5, day: 1)!) == "2024-05-01")
    let mixed = TimeStyle(finest: .second).followed(by: TimeStyle(clockSeparator: "T", finest: .minute))
    #expect(mixed.text(noon) == "2024-02-29T12:30:00")
    let short = TimeStyle(form: .date(DatePattern("d/m/y")), padsDate: false)
    #expect(TimeStyle(form: short.form).followed(by: short).text(noon) == "29/2/2024 12:30")
  }

  @Test(arguments: [
    ("", "empty"), ("yesterday", "no time"),
    ("03/04/2024", "2024-04-03 with the day first and 2024-03-04 with the month first"), ("29.2.24", "29.02.2024"),
    ("2024-W53", "calendar"), ("2024-Q5", "calendar"), ("30 Feb 2024", "calendar"), ("29 Fev 2024", "no time"),
    ("2024-02-29 13:05 PM", "clock"), ("2024-02-29 00:05 AM", "clock"),
    ("2024-02-29 13:05 CET", "no zone that is read"),
    ("2024-02-29T13:05+01:00[Europe/Berlin]", "no zone that is read"), ("2024 13:05", "no time"), ("12:05", "no time"),
    ("2023-02-29", "calendar"), ("2024-02-29 25:00", "clock"), ("2024-02-29 13:05+", "zone"), ("202456", "calendar"),
    ("2024-02-29 13:05x", "no zone that is read"), ("20241399", "calendar"),
    ("20240229T1305CET", "no zone that is read"), ("20240229T2460", "calendar"), ("20240229T", "no time"),
  ]) func otherTextsAreRefused(_ text: String, _ reason: String) {
    let problem = #expect(throws: TimeText.Problem.self) { try TimeText.moment(text) }
    #expect(problem?.reason.contains(reason) == true, "\(problem?.reason ?? "")")
  }

  @Test(arguments: [
    ("15m", Frequency.seconds(900), "15m"), ("hour", .hourly, "1h"), ("1d", .daily, "1d"),
    ("W", .seconds(604_800), "1w"),
    ("3 months", .months(3), "3 months"), ("quarter", .months(3), "3 months"), ("year", .months(12), "1y"),
    ("90s", .seconds(90), "90s"), ("business", .businessDays, "business"), ("Business days", .businessDays, "business"),
  ]) func frequenciesAreTexts(_ text: String, _ frequency: Frequency, _ written: String) throws {
    #expect(Frequency(text) == frequency)
    #expect(frequency.description == written && Frequency(written) == frequency)
    #expect(try JSONDecoder().decode(Frequency.self, from: JSONEncoder().encode(frequency)) == frequency)
  }

  @Test func whatIsNoFrequency() {
    for text in ["", "0h", "2 business", "-1d", "fortnight", "1", "99999999999999999999s"] {
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
    #expect(ends.frequency == .monthly && ends.monthDay == 31)
  }

  /// One row a month is a monthly series, whatever its day.
  @Test func monthsHaveADayOrNone() throws {
    let thirtieth = try Self.tally(["2015-01-30", "2015-02-28", "2015-03-30", "2015-04-30"])
    #expect(thirtieth.frequency == .monthly && thirtieth.monthDay == 30)
    let firstBusinessDays = try Self.tally(["2015-01-01", "2015-02-02", "2015-03-02", "2015-04-01", "2015-06-01"])
    #expect(firstBusinessDays.frequency == .monthly && firstBusinessDays.monthDay == nil)
    let quarters = try Self.tally(["2015-01-02", "2015-04-01", "2015-07-01", "2015-10-01", "2016-01-04"])
    #expect(quarters.frequency == .months(3) && quarters.monthDay == nil)
    // Five weeks, and once ten.
    #expect(try Self.tally(["2015-01-05", "2015-02-09", "2015-03-16", "2015-05-25"]).frequency == .seconds(3_024_000))
  }

  @Test func daysWithoutWeekendsAreBusinessDays() throws {
    // From a Wednesday on, with a holiday; two weeks are enough, less is not.
    let days = [1, 2, 3, 6, 7, 8, 10, 13, 14].map { "2024-05-\($0 < 10 ? "0" : "")\($0)" }
    #expect(try Self.tally(days).frequency == .businessDays)
    #expect(try Self.tally(days.dropLast()).frequency == .daily)
    #expect(try Self.tally(days + ["2024-05-18"]).frequency == .daily)
    #expect(try Self.tally(days.reversed()).frequency == .businessDays)
    #expect(try Self.tally(days.dropLast() + ["2024-05-14 01:00"]).frequency == .daily)
    #expect(Frequency.businessDays.usualSeason == 5)
  }

  @Test func rowsHaveTimes() throws {
    let ends = Timeline(start: try Self.time("2023-11-30"), frequency: .monthly, endsMonths: true)
    #expect(
      (0..<5).map { ends[$0].description } == ["2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"])
    #expect(try ends.row(of: Self.time("2024-02-29")) == 3)
    #expect(try ends.row(of: Self.time("2024-02-28")) == nil)
    let days = Timeline(start: try Self.time("2024-02-29 16:00"), frequency: .businessDays)
    #expect(
      [-4, -1, 0, 1, 2, 6, 7].map { days[$0].description.prefix(10) }
        == ["2024-02-23", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-04", "2024-03-08", "2024-03-11"])
    #expect(try days.row(of: Self.time("2024-03-11 16:00")) == 7 && days.row(of: Self.time("2024-03-09 16:00")) == nil)
    #expect(try days.row(of: Self.time("2024-02-23 16:00")) == -4 && days.row(of: Self.time("2024-03-11")) == nil)
    #expect(days.text(of: 1) == "2024-03-01 16")
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
    #expect(CalendarFeatures(for: .businessDays).cycles == [.dayOfWeek, .dayOfMonth, .dayOfYear])
    #expect(CalendarFeatures(for: .monthly).count == 2 && CalendarFeatures(for: .months(12)).count == 0)
    #expect(noon.allSatisfy { (-1...1).contains($0) })
  }
}
