import RecurrentText
import Testing

@Suite struct JamoTests {
  private let tokenizer = JamoTokenizer()

  private func scalars(_ tokens: [String]) -> [[UInt32]] { tokens.map { $0.unicodeScalars.map(\.value) } }

  @Test func syllablesBecomeLetters() {
    #expect(scalars(tokenizer.tokens(in: "한가")) == [[0x1112], [0x1161], [0x11AB], [0x1100], [0x1161]])
    #expect(scalars(tokenizer.tokens(in: "값!")) == [[0x1100], [0x1161], [0x11B9], [0x21]])
  }

  @Test func everySyllableComesBack() {
    let text = String(String.UnicodeScalarView((0xAC00...0xD7A3).map { Unicode.Scalar($0)! }))
    #expect(Array(tokenizer.text(from: tokenizer.tokens(in: text)).unicodeScalars) == Array(text.unicodeScalars))
    #expect(Set(tokenizer.tokens(in: text)).count == 67)
  }

  /// Letters that the text has outside of syllables, in every neighbourhood that could join them by mistake.
  @Test(
    arguments: trickyTexts + [
      "\u{1112}\u{1161}\u{11AB}", "하\u{11AB}", "\u{1112}ㅏ\u{1161}", "\u{1112}하\u{11A8}\u{11A8}", "한\u{1161}",
      "=\u{1112}=한==", "\u{1113}\u{1161}\u{11C3}\u{A960}\u{D7B0}", "ㅋㅋㅋ ㅠㅠ 하ㅏ한ㅎ", "\u{1161}\u{1112}",
      "e\u{301}한\u{301}",
    ])
  func anyTextComesBack(text: String) {
    let tokens = tokenizer.tokens(in: text)
    #expect(Array(tokenizer.text(from: tokens).utf8) == Array(text.utf8))
  }

  @Test func aSyllableIsShownWhenComplete() {
    var detokenizer = tokenizer.makeDetokenizer()
    let tokens = tokenizer.tokens(in: "한국a") + ["<eos>"]
    var shown = tokens.map { detokenizer.append($0) }
    shown.append(detokenizer.finish())
    #expect(shown == ["", "", "한", "", "", "국", "a", "<eos>", ""])
    shown = tokenizer.tokens(in: "하늘").map { detokenizer.append($0) } + [detokenizer.finish()]
    #expect(shown == ["", "", "하", "", "늘", ""])
  }

  @Test func lettersInAnyOrderMakeSomeText() {
    let letters = ["\u{11A8}", "\u{1161}", "\u{1100}", "\u{1100}", "\u{11A8}", "\u{1161}", "x"]
    #expect(Array(tokenizer.text(from: letters).unicodeScalars).count == 7)
  }
}
