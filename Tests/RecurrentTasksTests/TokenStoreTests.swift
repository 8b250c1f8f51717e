import Foundation
import RecurrentFormats
import TestSupport
import Testing

@testable import RecurrentTasks

/// Tokens that may lie in a file are the same tokens.
@Suite struct TokenStoreTests {
  private func tokens(_ count: Int) -> [Int32] { (0..<count).map { Int32($0 * 7 % 1000) } }

  @Test(arguments: [1, 3, 64, 1000])
  func aStoreGivesBackWhatItTook(memory: Int) throws {
    let all = tokens(500)
    var store = TokenStore(memory: memory)
    for start in stride(from: 0, to: 500, by: 7) {
      try store.append(contentsOf: Array(all[start..<min(start + 7, 500)]))
    }
    #expect(store.count == 500)
    for range in [0..<500, 0..<0, 0..<1, 499..<500, 130..<450, 500..<500] {
      #expect(store.tokens(in: range) == Array(all[range]), "\(range)")
    }
  }

  /// Two stores that begin alike, each going on by itself.
  @Test func aCopyIsAValue() throws {
    var first = TokenStore(memory: 10)
    try first.append(contentsOf: tokens(50))
    var second = first
    try second.append(contentsOf: [1, 2, 3] + tokens(40))
    try first.append(contentsOf: [4, 5, 6] + tokens(60))
    #expect(second.tokens(in: 0..<93) == tokens(50) + [1, 2, 3] + tokens(40))
    #expect(first.tokens(in: 0..<113) == tokens(50) + [4, 5, 6] + tokens(60))
  }

  @Test(arguments: [2, 10_000])
  func sequencesOfAnyLengths(memory: Int) throws {
    let sequences: [[Int32]] = [[1, 2, 3], [], [4], [5, 6, 7, 8, 9], []]
    var store = SequenceStore(memory: memory)
    for sequence in sequences { try store.append(sequence) }
    #expect(Array(store) == sequences)
    #expect(store.lengths == [3, 0, 1, 5, 0])
    #expect(store.tokenCount == 9)
    #expect(Array(SequenceStore(sequences)) == sequences)
  }

  @Test func partsCountFromTheirStart() {
    let part = TokenRange(3..<9, of: TokenRange(1..<20, of: tokens(20)))
    #expect(part.count == 6)
    #expect(part.tokens(in: 1..<3) == Array(tokens(20)[5..<7]))
  }

  @Test func aFileWithoutRoomIsAnErrorAndOneWithoutANameLeavesNone() throws {
    let error = #expect(throws: FileError.self) { try ScratchFile(in: "/no/such/folder") }
    #expect(error?.path == "/no/such/folder" && error?.operation == "create a file")
    let folder = try TemporaryFolder()
    let file = try ScratchFile(in: folder.path)
    try [UInt8](1...9).withUnsafeBytes { try file.append($0) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    var bytes = [UInt8](repeating: 0, count: 4)
    try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 5) }
    #expect(bytes == [6, 7, 8, 9])
  }
}
