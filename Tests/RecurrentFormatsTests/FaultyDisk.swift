import Foundation
import Synchronization
import Testing

@testable import RecurrentFoundation

/// Watches what is done to the disk while something runs, and lets it fail.
final class FaultyDisk: Sendable {
  enum Fault: Sendable, CaseIterable {
    /// One change is refused: the disk is full, or broken for a moment.
    case once
    /// It and all after it: the process was killed there, and what cleans up is not run either.
    case crash
    /// As `crash`, and what was written and not synchronised is lost.
    case powerCut
  }

  private struct State {
    var changes: [DiskChange] = []
    /// Files written to since they were last synchronised.
    var unsafe: Set<String> = []
  }

  private let state = Mutex(State())
  private let fault: Fault
  /// The place in the order of the change that is refused; nil: none.
  private let place: Int?

  init(_ fault: Fault = .once, at place: Int? = nil) { (self.fault, self.place) = (fault, place) }

  /// In their order, the one refused included.
  var changes: [DiskChange] { state.withLock { $0.changes } }

  func run(_ body: () throws -> Void) rethrows {
    try DiskChange.$judge.withValue({ [self] in judge($0) }, operation: body)
    guard fault == .powerCut else { return }
    for path in state.withLock({ $0.unsafe }) where FileManager.default.fileExists(atPath: path) {
      #expect(FileManager.default.createFile(atPath: path, contents: Data()))
    }
  }

  private func judge(_ change: DiskChange) -> DiskChange.Verdict {
    state.withLock { state in
      let index = state.changes.count
      state.changes.append(change)
      if let place, fault == .once ? index == place : index >= place {
        if case .write(let path) = change { state.unsafe.insert(path) }
        return .refused(ENOSPC)
      }
      switch change {
      case .createFile(let path), .write(let path), .truncate(let path): state.unsafe.insert(path)
      case .synchronize(let path): state.unsafe.remove(path)
      case .rename(let old, let new):
        // Files in a folder go with it.
        state.unsafe = Set(
          state.unsafe.map { $0 == old || $0.hasPrefix(old + "/") ? new + $0.dropFirst(old.count) : $0 })
      case .createFolder, .removeFile, .removeFolder: break
      }
      return .done
    }
  }
}
