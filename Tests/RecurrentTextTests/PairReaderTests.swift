import RecurrentText
import TestSupport
import Testing

@Suite struct PairReaderTests {
  let folder = try! TemporaryFolder()

  private func pairs(_ text: String, separator: String = "\t") throws -> [[String]] {
    let reader = try PairReader(path: folder.write(text), separator: separator)
    var pairs: [[String]] = []
    while let pair = try reader.next() { pairs.append([pair.source, pair.target, String(pair.line)]) }
    return pairs
  }

  @Test func tabsFixedWidthAndLongSeparators() throws {
    #expect(try pairs("Hi.\t안녕.\tCC-BY\n\nRun!\t뛰어!\r\n") == [["Hi.", "안녕.", "1"], ["Run!", "뛰어!", "3"]])
    #expect(
      try pairs("16+75  _91  \n52+607 _659 ", separator: "_") == [["16+75", "91", "1"], ["52+607", "659", "2"]])
    #expect(try pairs("a | b ||| c d\n", separator: "|||") == [["a | b", "c d", "1"]])
  }

  @Test(arguments: [
    ("a\tb\nno separator\n", 2, "no \"\\t\" (U+0009) in the line"), ("\tb\n", 1, "no text before the \"\\t\" (U+0009)"),
    ("a\tb\n\na\t \n", 3, "no text after the \"\\t\" (U+0009)"),
  ])
  func malformedLines(text: String, line: Int, reason: String) throws {
    let path = try folder.write(text)
    #expect(throws: TextFileError.malformed(path: path, line: line, reason: reason)) { try pairs(text) }
  }

  @Test(
    .enabled(if: SharedData.exists("seq2seq/date.txt"), "shared data is not beside this checkout"),
    arguments: [
      ("seq2seq/date.txt", "_", 50_000), ("seq2seq/addition.txt", "_", 50_000), ("tatoeba/kor_2021.txt", "\t", 3648),
    ])
  func realPairs(name: String, separator: String, count: Int) throws {
    let reader = try PairReader(path: SharedData.path(name), separator: separator)
    var found = 0
    while try reader.next() != nil { found += 1 }
    #expect(found == count)
  }
}
