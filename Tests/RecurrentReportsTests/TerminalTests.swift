import Testing

@testable import RecurrentReports

@Suite struct TerminalTests {
  @Test(arguments: [
    ("abc", 3), ("한국어", 6), ("日本", 4), ("é", 1), ("e\u{301}", 1), ("👩‍👩‍👧", 2), ("✔️", 2), ("ㄱ", 2), ("", 0),
  ])
  func charactersHaveTheirWidth(text: String, columns: Int) { #expect(text.columns == columns) }

  @Test func nothingIsCutInTheMiddleOfACharacter() {
    #expect("한국어".prefix(columns: 5) == "한국")
    #expect("a한".prefix(columns: 2) == "a")
    #expect("abc".prefix(columns: 9) == "abc")
  }

  @Test func partsGoInTheOrderOfTheirRanks() {
    var line = TerminalLine()
    line.add("epoch 1/2", rank: 0)
    line.add("█▇▅", rank: 2)
    line.add("loss 1.5", rank: 1)
    line.add("", rank: 0)
    #expect(line.text(columns: 22) == "epoch 1/2  █▇▅  loss 1.5".prefix(columns: 9) + "  loss 1.5")
    #expect(line.text(columns: 24) == "epoch 1/2  █▇▅  loss 1.5")
    #expect(line.text(columns: 18) == "epoch 1/2")
    #expect(line.text(columns: 4) == "epoc")
    #expect(line.text(columns: 0) == "")
  }

  @Test func aCurveFallsFromLeftToRight() {
    #expect(Sparkline([8, 7, 6, 5, 4, 3, 2, 1], width: 8).text == "█▇▆▅▄▃▂▁")
    #expect(Sparkline([4, 4, 0, 0], width: 2).text == "█▁")
    #expect(Sparkline([2, .nan, 2], width: 8).text == "▁ ▁")
    #expect(Sparkline([], width: 8).text == "" && Sparkline([1], width: 0).text == "")
  }
}
