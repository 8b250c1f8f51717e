import TestSupport
import Testing

@testable import RecurrentText

@Suite struct ConlluReaderTests {
  let folder = try! TemporaryFolder()

  private func sentences(_ text: String) throws -> [ConlluSentence] {
    let reader = try ConlluReader(path: folder.write(text))
    var sentences: [ConlluSentence] = []
    while let sentence = try reader.next() { sentences.append(sentence) }
    return sentences
  }

  private func word(_ id: String, _ form: String = "w", head: String = "0") -> String {
    "\(id)\t\(form)\t_\tNOUN\t_\t_\t\(head)\troot\t_\t_\n"
  }

  @Test func wordsCommentsRangesAndEmptyNodes() throws {
    let text =
      "# sent_id = 1\n#text=I don't\n1\tI\tI\tPRON\tPRP\tCase=Nom\t3\tnsubj\t_\t_\n2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n"
      + word("2", "do") + word("3", "n't") + word("3.1", "said") + "\n\n# sent_id = 2\r\n"
      + word("1", "한").replacing("\n", with: "\r\n")
    let sentences = try sentences(text)
    #expect(sentences.count == 2)
    #expect(sentences[0].comments == ["sent_id = 1", "text=I don't"])
    #expect(sentences[0].words.map(\.form) == ["I", "do", "n't"])
    #expect(sentences[0].words[0].upos == "PRON")
    #expect(sentences[0].words[0].features == "Case=Nom")
    #expect(sentences[0].words[0].head == 3)
    #expect(sentences[0].multiwordTokens.map(\.words) == [2...3])
    #expect(sentences[1].words.map(\.form) == ["한"])
    #expect(sentences[1].words[0].line == 11)
    #expect(sentences[1].words[0].miscellaneous == "_")
  }

  @Test func malformedLinesAreNamed() throws {
    for (text, line, reason) in [
      ("1\tI\n", 1, "2 fields between tabs, expected 10"),
      (word("1") + word("1").replacing("NOUN", with: ""), 2, "field 4 is empty (\"_\" leaves it open)"),
      (word("1") + word("3"), 2, "id \"3\", expected 2"),
      (word("x"), 1, "id \"x\", expected 1"),
      (word("1", head: "root"), 1, "head \"root\" is no number"),
      (word("1", head: "2"), 1, "head 2 is no other word of the sentence, which has 1"),
      (word("1", head: "1"), 1, "head 1 is no other word of the sentence, which has 1"),
      (word("1") + word("2-3"), 2, "\"w\" spans words to 3, but there are 1"),
      (word("1") + word("1-2"), 2, "\"1-2\" is no range of words from 2 on"),
      (word("1-3") + word("1") + word("2-4") + word("2") + word("3"), 3, "\"2-4\" is no range of words from 4 on"),
      (word("3-1"), 1, "\"3-1\" is no range of words from 1 on"),
    ] {
      let path = try folder.write(text)
      #expect(throws: TextFileError.malformed(path: path, line: line, reason: reason)) { try sentences(text) }
    }
  }

  /// Damaged files of every kind: every outcome but rows or a typed error is a failure, and a crash ends the run.
  @Test func randomDamageGivesTypedErrors() throws {
    let text = "# c\n" + word("1-2") + word("1", "\"a\"") + word("2", "b, c") + "\n" + word("1", "한글")
    var damage = Damage(seed: 23)
    for _ in 0..<500 {
      let path = try folder.write(damage.applied(to: Array(text.utf8)), to: "damaged.csv")
      func expectTyped(_ read: () throws -> Void) {
        do { try read() } catch { #expect(error is TextFileError, "\(error)") }
      }
      expectTyped {
        let reader = try ConlluReader(path: path)
        while try reader.next() != nil {}
      }
      expectTyped {
        let reader = try TableReader(path: path)
        while try reader.next() != nil {}
      }
      expectTyped {
        let reader = try PairReader(path: path)
        while try reader.next() != nil {}
      }
    }
  }

  /// A file without blank lines must not fill the memory.
  @Test func aSentenceHasALimit() throws {
    let path = try folder.write(String(repeating: "# x\n", count: ConlluReader.maximumLines + 1))
    let reason = "a sentence of more than 100000 lines: a blank line ends a sentence"
    #expect(throws: TextFileError.malformed(path: path, line: 100_001, reason: reason)) {
      try ConlluReader(path: path).next()
    }
  }

  @Test(
    .enabled(if: SharedData.exists("ud_korean_gsd/ko_gsd-ud-dev.conllu"), "shared data is not beside this checkout"),
    arguments: [("ud_korean_gsd/ko_gsd-ud-dev.conllu", 950), ("ud_english_ewt/en_ewt-ud-dev.conllu", 2001)])
  func realTreebanks(name: String, count: Int) throws {
    let reader = try ConlluReader(path: SharedData.path(name))
    var sentences = 0
    var tags: Set<String> = []
    while let sentence = try reader.next() {
      sentences += 1
      tags.formUnion(sentence.words.map(\.upos))
    }
    #expect(sentences == count)
    #expect(tags.count <= 17 && tags.isSuperset(of: ["NOUN", "VERB", "PUNCT"]))
  }
}
