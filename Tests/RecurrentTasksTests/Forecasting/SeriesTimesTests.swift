import RecurrentText
import TestSupport
import Testing

@testable import RecurrentTasks

/// The times of series, as tables have them: found, and what is wrong with them told.
@Suite struct SeriesTimesTests: SeriesTests {
  let folder = try! TemporaryFolder()

  /// Hours and days in one table are no one series of gaps, unless it is said.
  @Test func frequenciesAreNotMixed() throws {
    let hours = (0..<48).map { "a,2024-01-0\(1 + $0 / 24) \($0 % 24 < 10 ? "0" : "")\($0 % 24):00,\($0)\n" }
    let days = (1...9).map { "b,2024-01-0\($0) 00:00,\($0)\n" }
    var layout = SeriesLayout(.long(seriesColumn: "s"))
    let path = try folder.write("s,t,x\n" + (hours + days).joined(), to: "mixed.csv")
    let error = ForecastError.mixedFrequencies(path: path, name: "b", found: .daily, others: .hourly)
    #expect(throws: error) { try SeriesCollection(contentsOf: path, layout: layout) }
    #expect("\(error)".contains("\"b\": rows are 1d apart") && "\(error)".contains("--frequency"))
    layout.frequency = .hourly
    #expect(try SeriesCollection(contentsOf: path, layout: layout)["b"]?.rowCount == 193)
    // A series with rows missing is none of another frequency.
    layout.frequency = nil
    let lacking = try read("s,t,x\n" + (hours + days.prefix(3)).joined(), layout)
    #expect(lacking.series.allSatisfy { $0.timeline?.frequency == .hourly })
  }

  @Test func timesThatWereNamedMustBeRight() throws {
    var layout = SeriesLayout()
    layout.timeColumn = "t"
    try refuses("t,v\n2024-01-02,1\n2024-01-01,2\n2024-01-03,2\n", layout, ":4:", "sort the rows")
    try refuses("t,v\n2024-01-01 02:00,1\n2024-01-01 02:00,2\n", layout, ":3:", "twice", "other numbers", "line 2")
    try refuses("t,v\n2024-01-01,1\nlater,2\n", layout, ":3:", "t is \"later\"", "no time")
    try refuses(
      "t,v\n2024-01-01,1\n2024-01-02,1\n2024-01-03,1\n2024-01-03 12:00,2\n", layout, ":5:", "1d", "--frequency")
    try refuses(
      "t,v\n2024-01-01,1\n2024-02-01,1\n2024-03-01,1\n2024-03-02,1\n2024-03-03,1\n2024-03-03,1\n", layout, ":7:",
      "same numbers", "line 6")
    try refuses("t,v\n1024-01-01,1\n1024-01-02,1\n9024-01-03,1\n", layout, ":4:", "is it right?")
    layout.frequency = .seconds(43_200)
    let series = try read("t,v\n2024-01-01,1\n2024-01-02,2\n", layout).series[0]
    #expect(rows(series) == "[1.0, nan, 2.0]")
  }

  /// Nobody said that they are times: where most of a column are, one that is none is a mistake.
  @Test func timesThatWereGuessedMustBeRightToo() throws {
    try refuses(
      "when,v\n2024-01-02,1\n2024-01-01,2\n2024-01-03,2\n", SeriesLayout(columns: ["v"]), ":4:", "sort the rows")
    try refuses("when,v\n2024-01-02,1\n2024-01-02,2\n", SeriesLayout(columns: ["v"]), ":3:", "twice", "the series")
    let days = "when,v\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n"
    let layout = SeriesLayout(columns: ["v"])
    try refuses(days + "Total,6\n", layout, ":5:", "when is \"Total\"", "leave the row out", "--time-column none")
    try refuses(days + "2024-02-30,6\n", layout, ":5:", "2024-02-30", "calendar", "--time-column none")
    try refuses(days + "2024-01-03 12:00,6\n", layout, ":5:", "1d", "--frequency", "--time-column none")
    try refuses(days + "2024-01-04T00:00Z,6\n", layout, ":5:", "says a zone", "or none")
    let zoned = "when,v\n2024-01-01T00:00Z,1\n2024-01-01T01:00Z,2\n"
    try refuses(zoned + "2024-01-01T02:00,1\n", layout, ":4:", "says no zone", "or none")
    var none = layout
    none.looksForTimes = false
    #expect(try read(days + "Total,6\n", none).series[0].timeline == nil)
  }

  /// What is called a time, and cannot be read as one, is not passed over.
  @Test func timesOfUnknownFormsAreRefused() throws {
    for field in ["25th of May", "25/Jan/20", "1/25/20", "Jan-10"] {
      try refuses("ds,v\n\(field),1\n\(field)?,2\n", SeriesLayout(columns: ["v"]), ":2:", field, "2024-Q1", "none")
      try refuses("ds,v\n\(field),1\n", SeriesLayout(), ":2:", field, "29.02.2024")
    }
    // Numbers, and words without digits, are other things.
    #expect(try read("time,v\n0,1\n1,2\n", SeriesLayout(columns: ["v"])).series[0].timeline == nil)
    #expect(try read("day,v\nMon,1\nTue,2\n", SeriesLayout(columns: ["v"])).series[0].timeline == nil)
  }

  /// Whatever its name is, a column that plainly has times is not passed over either.
  @Test(arguments: [
    ["1. März 2024", "2. März 2024", "3. März 2024"], ["1/25/20", "1/26/20", "1/27/20"],
    ["2024-03-01 10:00 CET", "2024-03-01 11:00 CET", "2024-03-01 12:00 CET"],
    ["Fri Mar  1 2024", "Sat Mar  2 2024", "Sun Mar  3 2024"], ["Jan-24", "Feb-24", "Mar-24"],
    ["01.03.24 10:00", "01.03.24 11:00", "01.03.24 12:00"], ["KW 9/2024", "KW 10/2024", "KW 11/2024"],
  ])
  func whatLooksLikeTimesIsRefused(_ fields: [String]) throws {
    let text = "x,when\n" + fields.enumerated().map { "\($0),\($1)\n" }.joined()
    try refuses(text, SeriesLayout(columns: ["x"]), ":2:", "when is \"\(fields[0])\"", "--time-column none")
    var layout = SeriesLayout(columns: ["x"])
    layout.looksForTimes = false
    #expect(try read(text, layout).series[0].rowCount == 3)
    // Who learned without its times goes on without them.
    (layout.looksForTimes, layout.isLearned) = (true, true)
    #expect(try read(text, layout).series[0].timeline == nil)
  }

  @Test(arguments: [
    ["red", "green", "blue"], ["A-1", "A-2", "A-3"], ["1.234.567", "1.234.568", "1.234.569"],
    ["10.0.0.1", "10.0.0.2", "10.0.0.3"],
    ["2024-model 3", "2024-model 3", "2023-model 1"], ["1,5", "2,5", "3,5"], ["00:13:05", "00:13:06", "00:13:07"],
    ["12345-678", "12345-679", "12345-680"], ["", "1. März 2024", "2. März 2024"],
  ])
  func otherTextsAreNoTimes(_ fields: [String]) throws {
    let text = "x;note\n" + fields.enumerated().map { "\($0);\($1)\n" }.joined()
    var layout = SeriesLayout(columns: ["x"])
    layout.format = TableFormat(delimiter: ";", hasQuotes: true)
    #expect(try read(text, layout).series[0].timeline == nil)
  }

  /// How a zone is written, and what a date may be.
  @Test func whatIsWrongWithTimesIsSpeltOut() throws {
    for zone in [" CET", " UTC+9", "[Europe/Berlin]", "+02:00[Europe/Berlin]", " (Asia/Seoul)"] {
      let times = (10..<13).map { "2024-03-01T\($0):00\(zone),1\n" }.joined()
      try refuses(
        "t,v\n" + times, SeriesLayout(columns: ["v"]), ":2:", "no zone that is read", "GMT, +09:00", "no zone in any")
      var layout = SeriesLayout(columns: ["v"])
      layout.timeColumn = "t"
      try refuses("t,v\n" + times, layout, ":2:", "no zone that is read", "GMT, +09:00")
    }
    let days = "t,v\n05/05/2024,0\n03/04/2024,1\n04/04/2024,2\n"
    try refuses(
      days, SeriesLayout(), ":3:", "2024-04-03 with the day first and 2024-03-04 with the month first", "3 rows",
      "--date-order day-first")
  }

  /// A day after the 12th says for all rows whether days or months come first, far from the beginning too.
  @Test func theColumnSaysWhetherDaysComeFirst() throws {
    func times(_ texts: [String], _ order: SeriesLayout.DateOrder? = nil) throws -> Timeline? {
      var layout = SeriesLayout()
      layout.dateOrder = order
      let collection = try read("t,v\n" + texts.map { "\($0),1\n" }.joined(), layout)
      #expect(collection.foundTimes?.dateOrder != nil)
      return collection.series[0].timeline
    }
    let april = CivilTime(year: 2024, month: 4, day: 11)!
    #expect(try times(["11/04/2024", "12/04/2024", "13/04/2024"])?.start == april)
    #expect(try times(["04/11/2024", "04/12/2024", "04/13/2024"])?.start == april)
    #expect(try times(["11-04-2024", "12-04-2024", "13-04-2024"])?.start == april)
    let hours = (0..<120).map { row in "\(padded(row / 24 + 10))/04/2024 \(padded(row % 24)):00" }
    #expect(try times(hours)?.start == CivilTime(year: 2024, month: 4, day: 10)!)
    let open = ["11/04/2024", "12/04/2024"]
    try refuses("t,v\n11/04/2024,1\n12/04/2024,2\n", SeriesLayout(), ":2:", "day-first", "month-first")
    #expect(try times(open, .dayFirst)?.start == april)
    #expect(try times(open, .monthFirst)?.frequency == .monthly)
    try refuses("t,v\n13/04/2024,1\n14/04/2024,1\n04/15/2024,2\n", SeriesLayout(), ":4:", "day, month, year")
  }

  /// Where nobody says how far apart rows are a clock that goes unevenly is a mistake, else it is rounded.
  @Test func unevenClocksAreRounded() throws {
    let text = "t,v\n2024-01-01 00:00:04,1\n2024-01-01 00:01:00,2\n2024-01-01 00:02:07,3\n2024-01-01 00:03:55,4\n"
    var layout = SeriesLayout()
    try refuses(text, layout, "--frequency")
    layout.frequency = .seconds(60)
    let read = try read(text, layout)
    #expect(
      rows(read.series[0]) == "[1.0, 2.0, 3.0, nan, 4.0]"
        && read.series[0].timeline?.text(of: 5).hasSuffix("00:05:00") == true)
    #expect(read.notes.count == 1 && read.notes[0].contains("3 of 4 times") && read.notes[0].contains("by 7 s"))
    try refuses(text + "2024-01-01 00:04:05,5\n", layout, ":6:", "same step", "finer")
    // Those that are evenly apart stay.
    let even = try self.read("t,v\n2024-01-01 00:00:04,1\n2024-01-01 00:01:04,2\n", layout)
    #expect(even.notes.isEmpty && even.series[0].timeline?.start.secondOfDay == 4)
  }

  @Test func timesThatFallAreTurnedRound() throws {
    let text = (1...5000).reversed().map { "\(CivilTime(seconds: $0 * 86_400)),\($0),\(-$0)\n" }.joined()
    for tail in [nil, SeriesTail(count: 10, values: 1, leading: nil)] {
      var layout = SeriesLayout()
      layout.tail = tail
      let read = try read("t,v,w\n" + text, layout)
      let series = read.series[0]
      #expect(series[0..<2] == [1, -1, 2, -2] && series[4999..<5000] == [5000, -5000])
      #expect(series.timeline?.text(of: 0) == "1970-01-02" && read.notes.count == 1 && read.notes[0].contains("fall"))
    }
    try refuses("t,v\n2024-01-03,1\n2024-01-02,1\n2024-01-04,2\n", SeriesLayout(), ":4:", "sort")
  }

  @Test func businessDaysGoOnOverWeekends() throws {
    let days = [1, 2, 3, 6, 7, 8, 10, 13, 14].map { "2024-05-\(padded($0)),\($0)\n" }.joined()
    let read = try read("t,v\n" + days, SeriesLayout())
    #expect(rows(read.series[0]) == "[1.0, 2.0, 3.0, 6.0, 7.0, 8.0, nan, 10.0, 13.0, 14.0]")
    #expect(read.series[0].timeline?.text(of: 13) == "2024-05-20" && read.foundTimes?.skipsWeekends == true)
    var layout = SeriesLayout()
    layout.frequency = .businessDays
    try refuses("t,v\n2024-05-03,1\n2024-05-04,2\n", layout, ":3:", "weekend")
    #expect(try self.read("t,v\n2024-05-03,1\n2024-05-06,2\n", layout).series[0].rowCount == 2)
  }

  @Test func monthsOfAnyDay() throws {
    let ends = try read("t,v\n2015-01-30,1\n2015-02-28,2\n2015-03-30,3\n", SeriesLayout()).series[0]
    #expect((3..<5).map { ends.timeline!.text(of: $0) } == ["2015-04-30", "2015-05-30"] && ends.rowCount == 3)
    let text = "t,v\n2015-01-01,1\n2015-02-02,2\n2015-03-02,3\n2015-05-01,5\n"
    let first = try read(text, SeriesLayout()).series[0]
    #expect(rows(first) == "[1.0, 2.0, 3.0, nan, 5.0]" && first.timeline?.text(of: 5) == "2015-06-01")
  }

  /// Midnight of one place is in two zones in a year.
  @Test func daysOfAPlaceThatPutsClocksForward() throws {
    let text =
      "t,v\n2024-03-30T00:00+01:00,1\n2024-03-31T00:00+01:00,2\n2024-04-01T00:00+02:00,3\n2024-04-02T00:00+02:00,4\n"
    let series = try read(text, SeriesLayout()).series[0]
    #expect(rows(series) == "[1.0, 2.0, 3.0, 4.0]" && series.timeline?.text(of: 4) == "2024-04-03T00:00+02:00")
  }

  /// Digits alone in a column of any name: dates, years, and what counts from 1970, with gaps.
  @Test(arguments: [
    (["20240130", "20240131", "20240202"], Frequency.daily, "20240203"),
    (["2024013022", "2024013023", "2024013101"], .hourly, "2024013102"),
    (["1949", "1950", "1951"], .months(12), "1952"), (["202410", "202411", "202501"], .monthly, "202502"),
    (["1709211600.0", "1709215200.0"], .hourly, "1709218800.0"),
    (["1709211600", "1709215200", "1709222400"], .hourly, "1709226000"),
    (["1709211600000", "1709211660000", "1709211780000"], .seconds(60), "1709211840000"),
  ])
  func digitsAreTimesByTheirOrder(_ times: [String], _ frequency: Frequency, _ next: String) throws {
    let text = "x,seen\n" + times.enumerated().map { "\($0),\($1)\n" }.joined()
    let collection = try read(text, SeriesLayout(columns: ["x"]))
    let series = collection.series[0]
    let timeline = try #require(series.timeline)
    #expect(timeline.frequency == frequency && collection.foundTimes?.column == "seen")
    #expect(timeline.text(of: series.rowCount) == next)
  }

  @Test(arguments: [
    ["3", "4", "5"], ["202411", "202413"], ["1709211600.5", "1709215200.5"], ["20240131", "20240130", "20240201"],
    ["20241301", "20241302"], ["1001", "1002", "1003"],
    ["2020", "2024", "2031"], ["1709211600", "170921520000", "1"], ["1709211600"],
  ])
  func otherDigitsAreNumbers(_ numbers: [String]) throws {
    let text = "x,seen\n" + numbers.enumerated().map { "\($0),\($1)\n" }.joined()
    let collection = try read(text, SeriesLayout(columns: ["x"]))
    #expect(collection.series[0].timeline == nil && collection.foundTimes == nil && collection.notes.isEmpty)
    #expect(try read(text, SeriesLayout()).columns == ["x", "seen"])
  }

  /// Rising numbers of ten digits that are not equally far apart may count anything.
  @Test func digitsThatMayBeEitherAreRefused() throws {
    let text = "x,bytes\n1,1709211600\n2,1709215200\n3,1709217013\n"
    try refuses(text, SeriesLayout(columns: ["x"]), "\"bytes\"", "--time-column bytes", "--time-column none")
    var layout = SeriesLayout(columns: ["x"])
    layout.looksForTimes = false
    #expect(try read(text, layout).series[0].timeline == nil)
    (layout.timeColumn, layout.frequency) = ("bytes", .seconds(1))
    #expect(try read(text, layout).series[0].timeline != nil)
    // One that is to be read as numbers is no matter.
    #expect(try read(text, SeriesLayout(columns: ["x", "bytes"])).series[0].timeline == nil)
  }

  /// Where clocks are put back an hour is there twice; with zones the hours are one apart.
  @Test func zonesTellTheHourThatIsThereTwice() throws {
    let text = """
      time,v
      2024-10-27T02:00+02:00,1
      2024-10-27T02:00+01:00,2
      2024-10-27T03:00+01:00,3

      """
    let series = try read(text, SeriesLayout()).series[0]
    #expect(rows(series) == "[1.0, 2.0, 3.0]")
    #expect(series.timeline?[2].description == "2024-10-27 04:00:00")
    // What follows is in the zone of the last.
    #expect(series.timeline?.text(of: 3) == "2024-10-27T04:00+01:00")
  }

  /// What is written in each row alike is when the file was made.
  @Test func timesThatStayAreNone() throws {
    let read = try read(
      "made,when,v\n2024-05-05,2024-01-01,1\n2024-05-05,2024-01-02,2\n2024-05-05,2024-01-04,3\n", SeriesLayout())
    #expect(rows(read.series[0]) == "[1.0, 2.0, nan, 3.0]" && read.columns == ["v"])
    try refuses("date,clock,v\n2024-01-01,00:00,1\n2024-01-01,01:00,2\n", SeriesLayout(), ":3:", "times of day")
  }
}
