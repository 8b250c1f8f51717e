import TestSupport
import Testing

@testable import RecurrentText

@Suite struct TableReaderTests {
  let folder = try! TemporaryFolder()

  private func rows(_ text: String, _ name: String = "table.csv") throws -> [[String]] {
    let reader = try TableReader(path: folder.write(text, to: name))
    var rows: [[String]] = [reader.columns]
    while let row = try reader.next() { rows.append(row.fields) }
    return rows
  }

  @Test func quotesLineEndsAndByteOrderMark() throws {
    let text = "\u{FEFF}id,text\r\n1,\"a, \"\"b\"\"\"\r\n\r\n2,\"two\r\nlines\n\"\n3,\n\"\",\"\"\n4,말 \u{301}"
    #expect(
      try rows(text) == [
        ["id", "text"], ["1", "a, \"b\""], ["2", "two\r\nlines\n"], ["3", ""], ["", ""], ["4", "말 \u{301}"],
      ])
  }

  /// A field that is empty has nothing else to show for itself. At the end they are how people end files.
  @Test func blankLinesAreRowsOfOneColumn() throws {
    func rows(_ text: String) throws -> [String] {
      let reader = try TableReader(path: folder.write(text, to: "one.csv"), blankLines: .rowsOfOneColumn)
      var rows: [String] = []
      while let row = try reader.next() { rows.append("\(row.line): \(row.fields.joined(separator: ","))") }
      return rows
    }
    #expect(try rows("\n\nx\n\n1\r\n\r\n\n2\n\n\n") == ["4: ", "5: 1", "6: ", "7: ", "8: 2"])
    #expect(try rows("x\n\"1\n\n2\"\n\n3") == ["2: 1\n\n2", "5: ", "6: 3"])
    #expect(try rows("x\n\n\n").isEmpty)
    #expect(try rows("x,y\n\n1,2\n") == ["3: 1,2"])
    #expect(try self.rows("x\n\n1\n") == [["x"], ["1"]])
  }

  @Test func columnsWithoutNames() throws {
    #expect(try rows("a,,\n1,,\n") == [["a", "", ""], ["1", "", ""]])
  }

  @Test func theHeaderOfStandardInputTells() {
    let format = TableFormat(path: "-")
    for (header, delimiter) in [("a;b", ";"), ("a,b", ","), ("a;b;c, d", ";"), ("a\tb;c", "\t"), ("a", "\t")]
      as [(Substring, Unicode.Scalar)]
    {
      #expect(format.following(header: header).delimiter == delimiter, "\(header)")
    }
    #expect(TableFormat(path: "a.csv").following(header: "a;b").delimiter == ",")
  }

  @Test func quotesInTSVAreText() throws {
    #expect(try rows("a\tb\n\"x\t5\" tall\n", "table.tsv") == [["a", "b"], ["\"x", "5\" tall"]])
  }

  /// Those in quotes are meant; those of no field are of a table that people line up.
  @Test func spacesAroundFieldsAreNoPartOfThem() throws {
    #expect(
      try rows("a , b,c\n  1 ,  two words  ,\n \" q \"  ,\"\"  , \"x, \"\"y\"\" \"\n") == [
        ["a", "b", "c"], ["1", "two words", ""], [" q ", "", "x, \"y\" "],
      ])
    #expect(try rows(" a\t b \n1 \t \n", "table.tsv") == [["a", "b"], ["1", ""]])
    #expect(throws: TextFileError.self) { try rows("a,b\n1,\"x\" \"y\"\n") }
  }

  @Test(
    arguments: [
      (NumberFormat(), [("1234.5", 1234.5), (" -1e-3 ", -0.001), ("1,5", nil), ("1,234.5", nil)]),
      (
        NumberFormat(decimalSeparator: ","),
        [
          ("1234,5", 1234.5), ("-0,25", -0.25), ("1,5e3", 1500), ("7", 7), ("1.5", nil), ("1.234,5", nil),
          ("1,2,3", nil),
        ]
      ),
      (
        NumberFormat(decimalSeparator: ",", groupSeparator: "."),
        [
          ("1.234.567,5", 1_234_567.5), ("-1.234", -1234), ("234", 234), ("1.23", nil), ("1234.567", nil),
          (".123", nil),
          ("1,234.567", nil), ("a.123", nil),
        ]
      ),
      (
        NumberFormat(groupSeparator: " "),
        [("1 234", 1234), ("1\u{A0}234\u{A0}567", 1_234_567), ("1\u{202F}234.5", 1234.5), ("1\u{2009}23", nil)]
      ),
      (NumberFormat(groupSeparator: "'"), [("1'234", 1234), ("1\u{2019}234", 1234), ("1,234", nil)]),
      (NumberFormat(groupSeparator: ","), [("1,234.5", 1234.5), ("12,34", nil), ("+12,345", 12345)]),
      (
        NumberFormat(decimalSeparator: ",", groupSeparator: "\u{202F}"), [("1\u{202F}234,5", 1234.5), ("1 234,5", nil)]
      ),
    ] as [(NumberFormat, [(String, Double?)])])
  func numbersAsPeopleWriteThem(format: NumberFormat, cases: [(text: String, number: Double?)]) {
    for (text, number) in cases { #expect(format.number(text) == number, "\(text)") }
  }

  @Test func numbersOfOtherFormats() throws {
    let path = try folder.write("day;kWh\n1;1.234,5\n2;12,25\n", to: "power.csv")
    let reader = try TableReader(
      path: path,
      format: TableFormat(
        delimiter: ";", hasQuotes: true, numbers: NumberFormat(decimalSeparator: ",", groupSeparator: ".")))
    let column = try reader.column("kWh")
    var numbers: [Double] = []
    while let row = try reader.next() { numbers.append(try reader.number(row, column)) }
    #expect(numbers == [1234.5, 12.25])
    let plain = try TableReader(path: path, format: TableFormat(delimiter: ";", hasQuotes: true))
    let row = try #require(try plain.next())
    #expect(
      throws: TextFileError.malformed(
        path: path, line: 2, reason: "kWh is \"1.234,5\", no number: is its comma a decimal comma?")
    ) { try plain.number(row, column) }
    let comma = try TableReader(
      path: path,
      format: TableFormat(delimiter: ";", hasQuotes: true, numbers: NumberFormat(decimalSeparator: ",")))
    let grouped = try #require(try comma.next())
    #expect(
      throws: TextFileError.malformed(
        path: path, line: 2,
        reason: "kWh is \"1.234,5\", no number: does its point stand between thousands? --thousands . says so")
    ) { try comma.number(grouped, column) }
  }

  @Test func rowsAreNumberedByTheirFirstLine() throws {
    let reader = try TableReader(path: folder.write("a,b\n\n1,\"x\ny\"\n2,z\n", to: "t.csv"))
    var lines: [Int] = []
    while let row = try reader.next() { lines.append(row.line) }
    #expect(lines == [3, 5])
  }

  @Test(arguments: [
    ("a,b\n1\n", 2, "1 fields, expected 2 (a, b)"), ("a,b\n1,2\n1,2,3\n", 3, "3 fields, expected 2 (a, b)"),
    ("a,b\n1,x\"y\n", 2, "a quote inside a field that does not begin with one"),
    ("a,b\n1,\"x\"y\n", 2, "text after a closing quote (a quote inside quotes is written twice)"),
    ("a,b\n1,2\n1,\"x\n\n\n", 3, "a quote is not closed before the end of the file"),
    ("a,b\n1,\"x\n\"y\n", 3, "text after a closing quote (a quote inside quotes is written twice)"),
    ("a,b,a\n", 1, "the column \"a\" is there twice"),
    ("a;b\n1;2,5\n", 2, "2 fields, expected 1 (a;b): ';' seems to stand between fields: --delimiter ';' says so"),
  ])
  func malformedRows(text: String, line: Int, reason: String) throws {
    let path = try folder.write(text, to: "table.csv")
    #expect(throws: TextFileError.malformed(path: path, line: line, reason: reason)) { try rows(text) }
  }

  @Test func aQuoteNeverClosedIsFoundBeforeTheFileFillsMemory() throws {
    let lines = try LineReader(path: folder.write("1,\"" + String(repeating: "line\n", count: 30)))
    var parser = RecordParser(.csv, maximumFieldBytes: 100)
    let problem = #expect(throws: RecordParser.Problem.self) {
      while let line = try lines.next() { _ = try parser.take(line) }
    }
    #expect(problem?.reason == "a field of more than 100 bytes: is its quote closed?")
  }

  @Test func columnsByName() throws {
    let path = try folder.write("date,OT\n2016,30.5\n2017,x\n2018,nan\n", to: "series.csv")
    let reader = try TableReader(path: path)
    let column = try reader.column("OT")
    let first = try #require(try reader.next())
    #expect(try reader.number(first, column) == 30.5)
    for (line, text) in [(3, "x"), (4, "nan")] {
      let row = try #require(try reader.next())
      let reason = "OT is \"\(text)\", no number: mend it or leave the row out"
      #expect(throws: TextFileError.malformed(path: path, line: line, reason: reason)) {
        try reader.number(row, column)
      }
    }
    let error = #expect(throws: TextFileError.self) { try reader.column("ot") }
    #expect(error?.description == "\(path):1: no column \"ot\"; the columns are \"date\", \"OT\"")
    let other = try TableReader(path: folder.write("date;OT\n2016;30,5\n", to: "other.csv"))
    let hinted = #expect(throws: TextFileError.self) { try other.column("OT") }
    #expect(
      hinted?.description.hasSuffix("\"date;OT\": ';' seems to stand between fields: --delimiter ';' says so") == true)
  }

  @Test func emptyFiles() throws {
    for text in ["", "\n\r\n"] {
      let path = try folder.write(text, to: "table.csv")
      #expect(throws: TextFileError.empty(path: path)) { try TableReader(path: path) }
    }
  }

  @Test(.enabled(if: SharedData.exists("nsmc/ratings_test.txt"), "shared data is not beside this checkout"))
  func naverReviews() throws {
    let reader = try TableReader(path: SharedData.path("nsmc/ratings_test.txt"))
    let (document, label) = (try reader.column("document"), try reader.column("label"))
    var (count, empty, positive) = (0, 0, 0)
    while let row = try reader.next() {
      count += 1
      empty += row[document].isEmpty ? 1 : 0
      positive += row[label] == "1" ? 1 : 0
    }
    #expect((count, empty, positive) == (50_000, 3, 25_173))
  }
}
