import Foundation
import RecurrentText
import TestSupport
import Testing

@testable import RecurrentTasks

/// Series read from tables of every arrangement.
@Suite struct SeriesCollectionTests: SeriesTests {
  let folder = try! TemporaryFolder()

  @Test func aTableIsOneSeries() throws {
    let read = try read("date,a,b\n2024-01-01,1,2\n2024-01-02,NA,-\n2024-01-04,5,null\n", SeriesLayout())
    #expect(read.columns == ["a", "b"] && read.series.count == 1 && read.notes.isEmpty)
    let series = read.series[0]
    // The third of January is missing.
    #expect(rows(series) == "[1.0, 2.0, nan, nan, nan, nan, 5.0, nan]")
    #expect(series.timeline == Timeline(start: CivilTime(year: 2024, month: 1, day: 1)!, frequency: .daily))
  }

  @Test func columnsAreChosen() throws {
    let series = try read("a,when,b\n1,2024-01-01,2\n3,2024-01-02,4\n", SeriesLayout(columns: ["b", "a"])).series[0]
    #expect(rows(series) == "[2.0, 1.0, 4.0, 3.0]" && series.timeline != nil)
    try refuses("a,b\n1,2\n", SeriesLayout(columns: ["c"]), "no column", "\"c\"")
    try refuses("date\n2024-01-01\n", SeriesLayout(), "no column is left")
  }

  @Test func manySeriesInOneTable() throws {
    var layout = SeriesLayout(.long(seriesColumn: "shop"))
    layout.statics = ["town"]
    let text = """
      shop,day,town,sold
      A,2024-01-01,Bonn,1
      B,2024-02-01,Trier,7
      A,2024-01-03,Bonn,3
      B,2024-02-02,Trier,8

      """
    let collection = try read(text, layout)
    #expect(collection.series.map(\.name) == ["A", "B"] && collection.columns == ["sold"])
    // The days of B are one apart, those of A two: one is the smaller.
    #expect(rows(collection["A"]!) == "[1.0, nan, 3.0]" && rows(collection["B"]!) == "[7.0, 8.0]")
    #expect(collection["B"]!.statics == ["Trier"] && collection["C"] == nil)
    try refuses(text + "A,2024-01-04,Köln,3\n", layout, ":6:", "town", "Köln", "Bonn", "series \"A\"")
  }

  /// Shop A, item 1 and shop A, item 2 are two series; what columns say is not run together.
  @Test func severalColumnsTellSeriesApart() throws {
    var layout = SeriesLayout(.long(seriesColumns: ["shop", "item"]))
    layout.statics = ["shop"]
    let text =
      "shop,item,seen,sold\nA,1,20240101,1\nA,12,20240101,7\nA1,2,20240101,9\nA,1,20240102,2\nA,12,20240103,8\n"
    let collection = try read(text, layout)
    #expect(collection.series.map(\.key) == [["A", "1"], ["A", "12"], ["A1", "2"]])
    #expect(collection.series.map(\.name) == ["A, 1", "A, 12", "A1, 2"] && collection.columns == ["sold"])
    #expect(collection.series.map(rows) == ["[1.0, 2.0]", "[7.0, nan, 8.0]", "[9.0]"])
    #expect(collection.series.map(\.statics) == [["A"], ["A"], ["A1"]])
    var named = layout
    named.timeColumn = "seen"
    try refuses(text + "A,12,20240103,3\n", named, ":7:", "twice", "series \"A, 12\"")
    try refuses(text, SeriesLayout(.long(seriesColumns: ["shop", "colour"])), "no column", "\"colour\"")
    // Names alone may be alike.
    let alike = try folder.write("a,b,v\n\"x, y\",z,1\nx,\"y, z\",2\n", to: "alike.csv")
    #expect(throws: ForecastError.twice(name: "x, y, z", path: alike)) {
      try SeriesCollection(contentsOf: alike, layout: SeriesLayout(.long(seriesColumns: ["a", "b"])))
    }
  }

  @Test func theLayoutOfAnOlderModelIsRead() throws {
    let text = #"{"arrangement": "long", "seriesColumn": "shop"}"#
    let saved = try JSONDecoder().decode(SavedSeriesLayout.self, from: Data(text.utf8))
    #expect(saved.layout(of: ForecasterConfiguration(targets: ["x"])).arrangement == .long(seriesColumn: "shop"))
  }

  @Test func aColumnOrARowForEachSeries() throws {
    let wide = try read("date,x,y\n2024-01-01,1,2\n2024-01-02,3,4\n", SeriesLayout(.wide))
    #expect(wide.series.map(\.name) == ["x", "y"] && rows(wide["y"]!) == "[2.0, 4.0]")
    #expect(wide.series.allSatisfy { $0.timeline?.frequency == .daily && $0.columns == ["value"] })
    let lines = try read("\"V1\",\"V2\",\"V3\"\n\"H1\",\"6\",\"5\"\n\"H2\",\"NA\",\"\"\nH3,,4\n", SeriesLayout(.rows))
    #expect(lines.series.map(\.name) == ["H1", "H2", "H3"])
    #expect(lines.series.map(rows) == ["[6.0, 5.0]", "[nan]", "[nan, 4.0]"])
    try refuses("V1,V2\nH1,six\n", SeriesLayout(.rows), ":2:", "six")
    let twice = try folder.write("V1,V2\nH1,6\nH1,7\n", to: "twice.csv")
    #expect(throws: ForecastError.twice(name: "H1", path: twice)) {
      try SeriesCollection(contentsOf: twice, layout: SeriesLayout(.rows))
    }
  }

  @Test func aFolderOfFiles() throws {
    try FileManager.default.createDirectory(atPath: folder.path("many"), withIntermediateDirectories: true)
    for (name, value) in [("b.csv", 2), ("a.csv", 1)] { _ = try folder.write("v\n\(value)\n", to: "many/\(name)") }
    let collection = try SeriesCollection(contentsOf: folder.path("many"), layout: SeriesLayout())
    #expect(collection.series.map(\.name) == ["a", "b"] && rows(collection["b"]!) == "[2.0]")
    // A file of words beside tables is none.
    _ = try folder.write("To whom it may concern,\nhello\n", to: "many/notes.txt")
    let beside = try SeriesCollection(contentsOf: folder.path("many"), layout: SeriesLayout())
    #expect(beside.series.map(\.name) == ["a", "b"] && beside.notes.count == 1)
    #expect(beside.notes.first?.contains("many/notes.txt") == true)
    try FileManager.default.createDirectory(atPath: folder.path("none"), withIntermediateDirectories: true)
    let none = TextFileError.unreadable(path: folder.path("none"), reason: "there is no file in it")
    #expect(throws: none) { try SeriesCollection(contentsOf: folder.path("none"), layout: SeriesLayout()) }
  }

  /// The last rows alone, and those before them as far as values are missing.
  @Test func theTailIsKept() throws {
    let all = (0..<5000).map { "2024-01-01T00:00:00+02:00,\($0)" }.enumerated().map { row, _ in
      let time = CivilTime(seconds: CivilTime(year: 2024, month: 1, day: 1)!.seconds + row * 60)
      let style = TimeStyle(
        clockSeparator: "T", finest: .minute, zone: .init(offset: 7200, text: "+02:00"))
      return "\(style.text(time)),\(row < 4000 || row % 7 == 0 && row < 4500 ? "\(row)" : ""),\(row)"
    }
    let text = "time,x,price\n" + all.joined(separator: "\n") + "\n"
    let whole = try read(text, SeriesLayout()).series[0]
    for (leading, end) in [(nil, 5000), (1, 4495)] {
      var layout = SeriesLayout()
      layout.tail = SeriesTail(count: 200, values: 9, leading: leading)
      let kept = try read(text, layout).series[0]
      #expect(kept.rowCount < 2000 && kept.rowCount >= 200 + 5000 - end, "\(kept.rowCount)")
      let first = whole.rowCount - kept.rowCount
      #expect(kept.timeline?[0] == whole.timeline?[first])
      #expect(kept.timeline?.text(of: kept.rowCount) == "2024-01-04T11:20+02:00")
      let (ours, theirs) = (kept[0..<kept.rowCount], whole[first..<whole.rowCount])
      #expect(zip(ours, theirs).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
      // 4494 is a multiple of 7 and the last value of x.
      let values = kept.lastValues(9, of: 0, before: kept.rowCount)
      #expect(values == [4438, 4445, 4452, 4459, 4466, 4473, 4480, 4487, 4494])
      #expect(kept.rowsBefore == first)
    }
  }

  @Test func theTailOfARow() throws {
    var layout = SeriesLayout(.rows)
    layout.tail = SeriesTail(count: 3, values: 2, leading: nil)
    let lines = try read("V1,V2,V3,V4,V5,V6\nA,1,2,3,4,5\nB,7,8,,,9\nC,1,2\n", layout)
    #expect(lines.series.map(rows) == ["[3.0, 4.0, 5.0]", "[8.0, nan, nan, 9.0]", "[1.0, 2.0]"])
  }

  @Test func missingNumbersHaveMarks() throws {
    var layout = SeriesLayout(columns: ["v"])
    layout.missingMark = "-999"
    let series = try read("v\n1\n-999\nnan\nN/A\n", layout).series[0]
    #expect(rows(series) == "[1.0, nan, nan, nan]")
    try refuses("v\n1\n?\n", layout, ":3:", "?")
    #expect(try rows(read("v\n1\n-999.0\n-9.99e2\n-998\n", layout).series[0]) == "[1.0, nan, nan, -998.0]")
  }

  @Test func blankLinesOfOneColumnAreGaps() throws {
    #expect(try rows(read("v\n\n1\n\n2\n\n\n", SeriesLayout()).series[0]) == "[nan, 1.0, nan, 2.0]")
    #expect(try rows(read("v,w\n1,2\n\n3,4\n\n", SeriesLayout()).series[0]) == "[1.0, 2.0, 3.0, 4.0]")
    let path = try folder.write("v\n1\n\n2\n", to: "gap.csv")
    #expect(throws: TextFileError.self) { try Series(contentsOf: path, columns: ["v"]) }
  }

  /// What nobody named and holds no number is left out; a wrong cell among numbers is not.
  @Test(arguments: [SeriesLayout.Arrangement.table, .wide]) func textsAreNoColumnsOfNumbers(
    _ arrangement: SeriesLayout.Arrangement
  ) throws {
    let layout = SeriesLayout(arrangement)
    func found(_ text: String) throws -> [String] {
      let collection = try read(text, layout)
      return (arrangement == .wide ? collection.series.map(\.name) : collection.columns)
        + collection.notes.map {
          String($0.drop { $0 != ":" })
        }
    }
    #expect(try found("who,y,why\nbob,7,NA\nann,,so\n") == ["y", ": who, why hold no numbers and are left out"])
    #expect(try found("time,y,\n2024-01-01,1,\n2024-01-02,2,\n") == ["y"])
    #expect(try found("time,y,,\n2024-01-01,1,,\n2024-01-02,2,,\n") == ["y"])
    #expect(try found(",y\n0,5\n1,6\n") == ["y", ": a column without a name is left out"])
    #expect(try found("x,y\n,7\n,8\n") == ["x", "y"])
    // The first number comes late.
    #expect(try found("x,y\n" + String(repeating: "NA,1\n", count: 90) + "2,3\n") == ["x", "y"])
    try refuses("who,y\n" + String(repeating: "bob,7\n", count: 90) + "4,3\n", layout, ":2:", "who is \"bob\"")
    try refuses("x,y\n1,7\nhigh,8\n", layout, ":3:", "x is \"high\"")
    // A number that is written otherwise is to be mended.
    try refuses("x;y\n1;7,5\n2;8,5\n", layout, ":2:", "--delimiter ';'")
    try refuses("x\ty\n1\t7,5\n2\t8,5\n", layout, ":2:", "decimal comma", name: "series.tsv")
    try refuses("x,y\n1,$7\n2,$8\n", layout, ":2:", "y is \"$7\"")
  }

  @Test(arguments: [("series.csv", ";"), ("series.csv", "\t"), ("series.txt", ",")])
  func anotherDelimiterIsNamed(_ name: String, _ delimiter: String) throws {
    let text = "time,y\n2024-01-01 00:00,1\n2024-01-01 01:00,2\n".replacing(",", with: delimiter)
    let option = delimiter == "\t" ? "--delimiter tab" : "--delimiter '\(delimiter)'"
    try refuses(text, SeriesLayout(), ":1:", option, name: name)
    let oil = try read("oil, crude\n1\n2\n", SeriesLayout(), name: "oil.tsv")
    #expect(oil.columns == ["oil, crude"])
  }
}
