import RecurrentText
import Testing

/// Text that trips those who confuse bytes, scalars and characters.
let trickyTexts = [
  "", " ", "\n", "\r\n", "\n\n a  b\t\n", "First Citizen:\nBefore we proceed", "한국어 문장입니다.\n", "e\u{301} é Å \u{212B}",
  "\u{1112}\u{1161}\u{11AB} 한 ㅎㅏㄴ", "👩‍👩‍👧 🇰🇷 👍🏽\u{FE0F}", "\u{0} \u{FEFF} \u{10FFFF} \u{200D}", "ก็ คำ नमस्ते שָׁלוֹם",
]

@Suite struct TokenizerTests {
  @Test(arguments: trickyTexts)
  func charactersComeBackExactly(text: String) {
    let tokens = CharacterTokenizer().tokens(in: text)
    #expect(tokens.count == text.unicodeScalars.count)
    #expect(Array(CharacterTokenizer().text(from: tokens).utf8) == Array(text.utf8))
  }

  @Test func aLineEndIsTwoCharacters() {
    #expect(CharacterTokenizer().tokens(in: "a\r\n") == ["a", "\r", "\n"])
  }

  @Test func treebankLines() {
    let text = " aer banknote <unk> N \n mr. <unk> is chairman \n"
    let tokens = WordTokenizer().tokens(in: text)
    #expect(tokens == ["aer", "banknote", "<unk>", "N", "<eos>", "mr.", "<unk>", "is", "chairman", "<eos>"])
    #expect(WordTokenizer().text(from: tokens) == "aer banknote <unk> N\nmr. <unk> is chairman\n")
  }

  @Test func wordsAtTheEndOfTextAndBlankLines() {
    #expect(WordTokenizer().tokens(in: "a b") == ["a", "b"])
    #expect(WordTokenizer().tokens(in: "a\n\n b\r\n") == ["a", "<eos>", "<eos>", "b", "<eos>"])
    #expect(WordTokenizer().tokens(in: " \t\u{3000}") == [])
  }

  @Test func noBreakSpacesArePartOfAWord() {
    let text = "10\u{A0}000 km\u{202F}/\u{2007}h\n"
    #expect(WordTokenizer().tokens(in: text) == ["10\u{A0}000", "km\u{202F}/\u{2007}h", "<eos>"])
    #expect(WordTokenizer().text(from: WordTokenizer().tokens(in: text)) == text)
  }

  @Test(arguments: [TextUnit.character, .word], trickyTexts)
  func whatFollowsANewlineChangesNothing(unit: TextUnit, text: String) {
    let tokenizer = unit.tokenizer
    for head in trickyTexts {
      let pieces = tokenizer.tokens(in: head + "\n") + tokenizer.tokens(in: text)
      #expect(tokenizer.tokens(in: head + "\n" + text) == pieces)
    }
  }
}
