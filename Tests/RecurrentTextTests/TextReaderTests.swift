import TestSupport
import Testing

@testable import RecurrentText

@Suite struct TextReaderTests {
  let folder = try! TemporaryFolder()

  private func chunks(of path: String, chunkSize: Int) throws -> [String] {
    let reader = try TextReader(path: path, chunkSize: chunkSize)
    var chunks: [String] = []
    while let chunk = try reader.nextChunk() { chunks.append(chunk) }
    return chunks
  }

  @Test(arguments: [1, 2, 3, 7, 100])
  func piecesAreWholeLinesAndMakeTheText(chunkSize: Int) throws {
    let text = "one\r\n둘 👩‍👩‍👧\n\n\nfive is long enough for several reads\nlast without newline"
    let chunks = try chunks(of: folder.write(text), chunkSize: chunkSize)
    #expect(Array(chunks.joined().utf8) == Array(text.utf8))
    #expect(chunks.dropLast().allSatisfy { $0.utf8.last == UInt8(ascii: "\n") })
  }

  @Test func linesAreNumbered() throws {
    let reader = try TextReader(path: folder.write("a\nb\nc\n"), chunkSize: 2)
    #expect(reader.nextLineNumber == 1)
    _ = try reader.nextChunk()
    #expect(reader.nextLineNumber == 2)
  }

  @Test func byteOrderMarkIsDroppedAtTheStartOnly() throws {
    let chunks = try chunks(of: folder.write("\u{FEFF}a\n\u{FEFF}b\n"), chunkSize: 100)
    #expect(Array(chunks.joined().unicodeScalars) == ["a", "\n", "\u{FEFF}", "b", "\n"])
  }

  /// A file that is one line without end must not fill the memory.
  @Test func aLineHasALimit() throws {
    let path = try folder.write("ab\n" + String(repeating: "x", count: 50) + "\n")
    for (limit, isTooLong) in [(40, true), (50, false)] {
      let reader = try TextReader(path: path, chunkSize: 4, maximumLineLength: limit)
      let reason = "a line of more than 40 bytes: break it"
      let error: TextFileError? = isTooLong ? .malformed(path: path, line: 2, reason: reason) : nil
      var found: TextFileError?
      do { while try reader.nextChunk() != nil {} } catch { found = error }
      #expect(found == error)
    }
  }

  @Test func missingFile() {
    let path = folder.path("absent.txt")
    #expect(throws: TextFileError.missing(path: path)) { try TextReader(path: path) }
  }

  @Test func directory() {
    #expect(throws: TextFileError.isDirectory(path: folder.path)) { try TextReader(path: folder.path) }
  }

  @Test func emptyFile() throws {
    let path = try folder.write("")
    #expect(throws: TextFileError.empty(path: path)) { try chunks(of: path, chunkSize: 10) }
  }

  @Test(arguments: [1, 4, 1000])
  func invalidByteIsNamedByLineAndOffset(chunkSize: Int) throws {
    let path = try folder.write(Array("good\n한글\nbad ".utf8) + [0xFF] + Array("\n".utf8))
    let error = #expect(throws: TextFileError.self) { try chunks(of: path, chunkSize: chunkSize) }
    #expect(error == .notUTF8(path: path, line: 3, byteOffset: 16, hint: nil))
    #expect(error?.description == "\(path):3: not UTF-8 at byte 16: convert the file to UTF-8")
  }

  @Test func linesBeforeOneThatIsNotUTF8ComeFirst() throws {
    let path = try folder.write(Array("\u{FEFF}good\n한글\nbad ".utf8) + [0xFF] + Array("\nmore\n".utf8))
    let reader = try TextReader(path: path)
    #expect(try reader.nextChunk() == "good\n한글\n")
    for _ in 0..<2 {
      #expect(throws: TextFileError.notUTF8(path: path, line: 3, byteOffset: 19, hint: nil)) {
        try reader.nextChunk()
      }
    }
  }

  @Test func elementsBeforeAnErrorAreWorkedOn() throws {
    var (rest, seen) = (["a", "b", "c"][...], [[String]]())
    let chunks = Chunks<String>(size: 2) {
      guard let next = rest.popFirst() else { throw TextFileError.empty(path: "d") }
      return next
    }
    #expect(throws: TextFileError.empty(path: "d")) { try chunks.read { seen.append($0) } }
    #expect(seen == [["a", "b"], ["c"]])
  }

  @Test(
    arguments: [
      [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE0, 0x80, 0x80], [0xE2, 0x82], [0x80],
    ] as [[UInt8]])
  func illFormedSequencesAreRefused(bytes: [UInt8]) throws {
    let path = try folder.write(Array("ab".utf8) + bytes)
    #expect(throws: TextFileError.notUTF8(path: path, line: 1, byteOffset: 2, hint: nil)) {
      try chunks(of: path, chunkSize: 100)
    }
  }

  @Test func utf16IsRecognised() throws {
    let path = try folder.write([0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00])
    let error = #expect(throws: TextFileError.self) { try chunks(of: path, chunkSize: 100) }
    #expect(error?.description.contains("UTF-16") == true)
  }

  /// Its bytes are UTF-8 too, with a NUL behind or before each letter.
  @Test(arguments: [
    ("UTF-16LE", "Hi\n"), ("UTF-16BE", "Hi\n"), ("UTF-16LE", "한국어 text\n"), ("UTF-16BE", "가 나 다 라 마 바\n"),
  ])
  func utf16WithoutAMarkIsRecognised(form: String, text: String) throws {
    let bytes = String(repeating: text, count: text.count < 4 ? 1 : 500).utf16.flatMap { unit in
      let (low, high) = (UInt8(unit & 0xFF), UInt8(unit >> 8))
      return form.hasSuffix("LE") ? [low, high] : [high, low]
    }
    for chunkSize in [7, 1 << 20] {
      let path = try folder.write(bytes)
      let error = #expect(throws: TextFileError.self) { try chunks(of: path, chunkSize: chunkSize) }
      #expect(error?.description.contains("'iconv -f \(form) -t UTF-8'") == true, "\(error as Any)")
    }
  }

  /// A NUL here and there, at even and at odd places, is text.
  @Test func textWithNULsIsText() throws {
    let path = try folder.write(Array("a\0bc\0d, a line\n\0".utf8))
    #expect(try chunks(of: path, chunkSize: 100).joined() == "a\0bc\0d, a line\n\0")
  }
}
