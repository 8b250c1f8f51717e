import Foundation
import Synchronization
import TestSupport
import Testing

@testable import RecurrentFoundation

/// A file that one holds at a time.
@Suite struct LockFileTests {
  private let folder = try! TemporaryFolder()
  private var path: String { folder.path("lock") }

  @Test func oneHoldsItAtATime() throws {
    #expect(try !LockFile.isHeld(path))
    var held = try LockFile(path)
    #expect(held != nil)
    #expect(try LockFile(path) == nil)
    #expect(try LockFile.isHeld(path))
    held = nil
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try !LockFile.isHeld(path))
    #expect(try LockFile(path) != nil)
  }

  /// What a killed process leaves is in nobody's way.
  @Test func whatADeadProcessLeavesIsTaken() throws {
    _ = try folder.write("", to: "lock")
    #expect(try !LockFile.isHeld(path))
    let held = try LockFile(path)
    #expect(try held != nil && LockFile.isHeld(path))
    withExtendedLifetime(held) {}
  }

  /// The folders that were made for it too, but nobody's work, nor the folders of others.
  @Test func itLeavesNothingBehind() throws {
    let made = folder.path("a/b/lock")
    var held = try LockFile(made)
    #expect(try held != nil && LockFile(made) == nil)
    held = nil
    #expect(try FileSystem.names(in: folder.path).isEmpty)
    held = try LockFile(made)
    _ = try folder.write("work", to: "a/file")
    held = nil
    #expect(try FileSystem.names(in: folder.path("a")) == ["file"])
    held = try LockFile(folder.path("a/lock"))
    try FileSystem.removeFile(folder.path("a/file"))
    held = nil
    #expect(try FileSystem.names(in: folder.path("a")).isEmpty)
  }

  @Test func whatIsReleasedMayBeAnothers() throws {
    var first = try LockFile(path)
    first?.release()
    let second = try LockFile(path)
    #expect(second != nil)
    first = nil
    #expect(try LockFile.isHeld(path))
    withExtendedLifetime(second) {}
  }

  /// A name that its holder takes away while others wait is never held twice.
  @Test(arguments: ["lock", "a/b/lock"])
  func manyTakersHoldItInTurn(name: String) async throws {
    let path = folder.path(name)
    let holders = try await withThrowingTaskGroup(of: Int.self) { group in
      let inside = Counter()
      for _ in 0..<8 {
        group.addTask {
          var taken = 0
          while taken < 50 {
            guard let held = try LockFile(path) else { continue }
            inside.enter()
            taken += 1
            inside.leave()
            withExtendedLifetime(held) {}
          }
          return taken
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(holders == 400)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  private final class Counter: Sendable {
    private let count = Mutex(0)

    func enter() {
      count.withLock {
        $0 += 1
        #expect($0 == 1)
      }
    }
    func leave() { count.withLock { $0 -= 1 } }
  }
}
