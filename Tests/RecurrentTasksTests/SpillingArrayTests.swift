import Foundation
import Recurrent
import RecurrentFoundation
import TestSupport
import Testing

@testable import RecurrentTasks

/// Elements that may lie in a file are the same elements.
@Suite struct SpillingArrayTests {
  private func tokens(_ count: Int) -> [Int32] { (0..<count).map { Int32($0 * 7 % 1000) } }

  @Test(arguments: [1, 3, 64, 1000])
  func anArrayGivesBackWhatItTook(memory: Int) throws {
    let all = tokens(500)
    var store = TokenStore(memory: memory)
    for start in stride(from: 0, to: 500, by: 7) {
      try store.append(contentsOf: Array(all[start..<min(start + 7, 500)]))
    }
    #expect(store.count == 500)
    for range in [0..<500, 0..<0, 0..<1, 499..<500, 130..<450, 500..<500] {
      #expect(store.tokens(in: range) == Array(all[range]), "\(range)")
    }
    var doubles = SpillingArray<Double>(memory: memory)
    for start in stride(from: 0, to: 500, by: 50) {
      try doubles.append(contentsOf: all[start..<(start + 50)].map { Double($0) / 3 })
    }
    #expect(doubles[120..<490] == all[120..<490].map { Double($0) / 3 })
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

  /// The operating system lets this process write 4096 bytes into a file, and then as many as it likes.
  @Test func noRoomIsAnErrorAndNothingIsLost() async {
    await #expect(processExitsWith: .success) {
      func allow(_ bytes: UInt) {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        limit.rlim_cur = min(bytes, limit.rlim_max)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      }
      signal(SIGXFSZ, SIG_IGN)
      allow(4096)
      var store = TokenStore(memory: 10)
      let tokens = [Int32](0..<2000)
      try store.append(contentsOf: Array(tokens[..<500]))
      try store.append(contentsOf: Array(tokens[500...]))
      let error = #expect(throws: FileError.self) { try store.append(contentsOf: [1, 2, 3]) }
      #expect(error?.operation == "write" && error?.code == EFBIG)
      #expect(store.tokens(in: 0..<store.count) == tokens)
      allow(.max)
      try store.append(contentsOf: [1, 2, 3])
      #expect(store.tokens(in: 0..<2003) == tokens + [1, 2, 3])
    }
  }

  @Test func aFileWithoutRoomIsAnErrorAndOneWithoutANameLeavesNone() throws {
    let error = #expect(throws: FileError.self) { try ScratchFile(in: "/no/such/folder") }
    #expect(error?.path == "/no/such/folder" && error?.operation == "create a file")
    let folder = try TemporaryFolder()
    let file = try ScratchFile(in: folder.path)
    try [UInt8](1...9).withUnsafeBytes { try file.write($0, at: 0) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    var bytes = [UInt8](repeating: 0, count: 4)
    try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 5) }
    #expect(bytes == [6, 7, 8, 9])
  }
}
