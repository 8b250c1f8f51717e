import Testing

@testable import RecurrentFoundation

@Suite struct JSONTests {
  private func parse(_ text: String) throws(JSONError) -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

  @Test func everyKindOfValue() throws {
    let value = try parse(#" {"a": [1, -0.5e+3, true, false, null], "b": {}, "c": [], "": "x"} "#)
    #expect(
      value
        == .object([
          ("a", .array([.number("1"), .number("-0.5e+3"), .bool(true), .bool(false), .null])),
          ("b", .object([])), ("c", .array([])), ("", .string("x")),
        ]))
  }

  @Test func escapes() throws {
    #expect(try parse(#""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00""#) == .string("\"\\/\u{8}\u{C}\n\r\té😀"))
  }

  @Test(arguments: ["", "\u{0}\u{1F}\n\r\t\"\\/", "한 e\u{301} 👩‍👩‍👧 \u{2028}\u{10FFFF}"])
  func writtenTextIsReadBack(text: String) throws {
    guard case .string(let read) = try parse(JSONText.quoted(text)) else { throw JSONError(byteOffset: 0, reason: "") }
    #expect(Array(read.utf8) == Array(text.utf8))
  }

  @Test(arguments: [
    ("", 0), ("{", 1), ("[1,]", 3), ("[1 2]", 3), (#"{"a"}"#, 4), (#"{"a":1,}"#, 7), (#"{a:1}"#, 1), ("01", 1),
    ("1.", 2), ("-", 1), ("1e", 2), ("+1", 0), ("tru", 0), ("nan", 0), ("\"a", 2), ("\"\n\"", 1), (#""\x""#, 3),
    (#""\u12G4""#, 3), (#""\uD800""#, 7), (#""\uDC00\uD800""#, 7), ("[] []", 3), ("\u{FEFF}[]", 0),
    (#"{"a":1,"b":2,"a":3}"#, 13),
  ])
  func malformedTextIsRefusedWhereItIs(text: String, offset: Int) {
    let error = #expect(throws: JSONError.self) { try parse(text) }
    #expect(error?.byteOffset == offset, "\(error?.description ?? "")")
  }

  @Test func deepNestingIsRefusedRatherThanOverflowing() {
    let error = #expect(throws: JSONError.self) { try parse(String(repeating: "[", count: 1_000_000)) }
    #expect(error?.reason == "nested deeper than 16")
  }

  @Test func stringThatIsNotUTF8IsRefused() {
    #expect(throws: JSONError(byteOffset: 1, reason: "the string is not UTF-8")) {
      try JSONParser.parse([0x22, 0xFF, 0x22])
    }
  }

  @Test func canonicallyEquivalentNamesAreTwo() throws {
    guard case .object(let members) = try parse("{\"é\": 1, \"e\u{301}\": 2}") else {
      throw JSONError(byteOffset: 0, reason: "")
    }
    #expect(members.count == 2)
  }
}
