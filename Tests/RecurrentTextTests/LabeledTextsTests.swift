import Foundation
import RecurrentText
import TestSupport
import Testing

@Suite struct LabeledTextsTests {
  let folder = try! TemporaryFolder()

  private func read(_ texts: LabeledTexts) throws -> [LabeledTexts.Example] {
    var reader = try texts.makeReader()
    var examples: [LabeledTexts.Example] = []
    while let example = try reader.next() { examples.append(example) }
    return examples
  }

  @Test func aTableIsReadByTheNamesOfItsColumns() throws {
    let path = try folder.write("id\tdocument\tlabel\n7\t 굳 ㅋ \t1\n8\t\t0\n", to: "ratings.txt")
    let examples = try read(LabeledTexts(path: path, textColumn: "document"))
    #expect(examples.map(\.text) == ["굳 ㅋ", ""])
    #expect(examples.map(\.label) == ["1", "0"])
    #expect(examples.map(\.line) == [2, 3])
    let unlabeled = try read(LabeledTexts(path: path, textColumn: "document", labelColumn: nil))
    #expect(unlabeled.map(\.label) == [nil, nil])
  }

  @Test func aFolderHasAFileForEachLabel() throws {
    _ = try folder.write("Kim\n\n Park \n", to: "Korean.txt")
    _ = try folder.write("Ana\n", to: "Czech.v2.txt")
    _ = try folder.write("x\n", to: ".hidden")
    let examples = try read(LabeledTexts(path: folder.path))
    #expect(examples.map(\.text) == ["Ana", "Kim", "Park"])
    #expect(examples.map(\.label) == ["Czech.v2", "Korean", "Korean"])
    #expect(examples.map(\.line) == [1, 1, 3])
    #expect(examples.last?.path == folder.path("Korean.txt"))
  }

  @Test func aRowWithoutALabelIsAnError() throws {
    let path = try folder.write("text,label\nfine,a\nbad, \n", to: "t.csv")
    #expect(throws: TextFileError.malformed(path: path, line: 3, reason: "the column \"label\" is empty")) {
      try read(LabeledTexts(path: path))
    }
  }

  @Test func aWrongColumnIsAnErrorThatListsTheOthers() throws {
    let path = try folder.write("id,label\n1,a\n", to: "t.csv")
    #expect(throws: TextFileError.missingColumn(path: path, name: "text", found: ["id", "label"])) {
      try read(LabeledTexts(path: path))
    }
  }

  @Test func anEmptyFolderAndAFolderInAFolderAreErrors() throws {
    let nothing = TextFileError.unreadable(path: folder.path, reason: "no files are in the folder")
    #expect(throws: nothing) { try read(LabeledTexts(path: folder.path)) }
    try FileManager.default.createDirectory(atPath: folder.path("inner"), withIntermediateDirectories: false)
    #expect(throws: TextFileError.isDirectory(path: folder.path("inner"))) { try read(LabeledTexts(path: folder.path)) }
  }

  @Test func bytesThatAreNotUTF8AreFoundByLine() throws {
    _ = try folder.write("Kim\n", to: "a.txt")
    let path = try folder.write(Array("Lee\n".utf8) + [0xB1, 0xE8, 0x0A], to: "b.txt")
    #expect(throws: TextFileError.notUTF8(path: path, line: 2, byteOffset: 4, hint: nil)) {
      try read(LabeledTexts(path: folder.path))
    }
  }
}
