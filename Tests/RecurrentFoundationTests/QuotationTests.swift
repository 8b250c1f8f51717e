import Testing

@testable import RecurrentFoundation

/// What errors show of a file's text.
@Suite struct QuotationTests {
  @Test(arguments: [
    ("", "\"\""), ("a b", "\"a b\""), ("한국 👩‍👩‍👧 e\u{301}", "\"한국 👩‍👩‍👧 e\u{301}\""),
    ("a\tb\r\nc", #""a\tb\r\nc""#), ("\0\u{1B}[2J", #""\u{0}\u{1b}[2J""#),
    // What turns the text around, a line's end that is none on a terminal, a character of nobody.
    ("\u{202E}\u{2028}\u{E000}\u{FEFF}", #""\u{202e}\u{2028}\u{e000}\u{feff}""#),
  ])
  func whatCannotBeSeenIsAnEscape(text: String, quoted: String) { #expect(text.quoted == quoted) }

  @Test func longTextsAreCut() {
    #expect(String(repeating: "x", count: 60).quoted == "\"\(String(repeating: "x", count: 60))\"")
    #expect(String(repeating: "x", count: 61).quoted == "\"\(String(repeating: "x", count: 60))…\"")
    // One character to Swift, however many marks it wears.
    #expect(("e" + String(repeating: "\u{301}", count: 100_000)).quoted.unicodeScalars.count == 63)
    let letters = (0..<22).map { "l\($0)" }
    #expect(["a", "b"].quoted == "\"a\", \"b\"")
    #expect(letters.quoted.hasSuffix("\"l19\" and 2 more"))
  }
}
