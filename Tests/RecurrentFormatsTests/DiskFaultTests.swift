import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentFormats
@testable import RecurrentFoundation

/// Every single change that a save makes to the disk fails once, and a crash comes before each: what was there is there,
/// or the new, whole; and the next save works.
@Suite struct DiskFaultTests {
  private let folder = try! TemporaryFolder()

  private func model(_ value: Float, to path: String) throws {
    try ModelFolder.write(
      kind: "test", configuration: ["value": value], vocabulary: ["a": value],
      tensors: [NamedTensor(name: "w", shape: [2], values: [value, -value])], to: path)
  }

  /// The model's number where all its files are of one save; nil: there is none.
  private func model(at path: String) throws -> Float? {
    let saved: ModelFolder
    do { saved = try ModelFolder(reading: path, kind: "test") } catch ModelFolderError.noModel { return nil }
    let value = try #require(try saved.configuration(as: [String: Float].self)["value"])
    #expect(try saved.vocabulary(as: [String: Float].self) == ["a": value])
    #expect(try saved.weights.floats(named: "w") == [value, -value])
    return value
  }

  private func checkpoint(_ value: Float, by training: CheckpointFolder) throws {
    try training.save(["value": Tensor([value])])
  }

  private func checkpoint(at path: String) throws -> Float? {
    try CheckpointFolder(in: path).load([String: Tensor].self)?["value"]?.item
  }

  /// - Parameters:
  ///   - old: what is there before; nil: nothing.
  ///   - changes: how many the save makes; each of them fails, and the order ends before each.
  ///   - prepare: makes it, and gives what saves `2` over it.
  private func expectOldOrNew(
    _ name: String, old: Float?, changes: Int, fault: FaultyDisk.Fault, read: (String) throws -> Float?,
    prepare: (String) throws -> () throws -> Void
  ) throws {
    let trial = FaultyDisk()
    try trial.run(prepare(folder.path("\(name)-trial")))
    #expect(trial.changes.count == changes)
    for place in trial.changes.indices {
      let path = folder.path("\(name)-\(place)")
      let save = try prepare(path)
      let disk = FaultyDisk(fault, at: place)
      var failure: (any Error)?
      disk.run { do { try save() } catch { failure = error } }
      let found = try read(path)
      let at = "\(name), \(fault) at \(place): \(disk.changes[place])"
      #expect(found == old || found == 2, "\(at): \(String(describing: found))")
      // One that says that it was saved was.
      if let failure {
        let error = try #require(failure as? FileError, "\(at): \(failure)")
        #expect(error.path.hasPrefix(folder.path) && error.code == ENOSPC, "\(at): \(error)")
        // By the name that one knows it by.
        #expect(![".part", "staging", ".writing"].contains { error.path.contains($0) }, "\(at): \(error)")
      } else {
        #expect(found == 2, "\(at)")
      }
      try prepare(path)()
      #expect(try read(path) == 2, "\(at): the next save")
      let left = try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.contains("staging") }
      #expect(left.isEmpty, "\(at): \(left)")
    }
  }

  @Test(arguments: FaultyDisk.Fault.allCases)
  func aModelSavedOverAnother(_ fault: FaultyDisk.Fault) throws {
    try expectOldOrNew("model", old: 1, changes: 19, fault: fault, read: model(at:)) { path in
      if try model(at: path) == nil { try model(1, to: path) }
      return { try model(2, to: path) }
    }
  }

  @Test(arguments: FaultyDisk.Fault.allCases)
  func theFirstModel(_ fault: FaultyDisk.Fault) throws {
    try expectOldOrNew("first", old: nil, changes: 20, fault: fault, read: model(at:)) { path in
      { try model(2, to: path) }
    }
  }

  /// Of two checkpoints the older is worth less than the model, where both have no room.
  @Test func anOlderCheckpointMakesRoom() throws {
    let path = folder.path("crowded")
    let training = CheckpointFolder(in: path)
    for value: Float in [0, 1] { try checkpoint(value, by: training) }
    let trial = FaultyDisk()
    try trial.run { try model(1, to: path) }
    let weights = try #require(
      trial.changes.firstIndex { if case .write(let path) = $0 { path.hasSuffix(".safetensors") } else { false } })
    try FaultyDisk(.once, at: weights).run { try model(2, to: path) }
    #expect(try model(at: path) == 2 && checkpoint(at: path) == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: training.path) == ["2"])
    // There is nothing more to give up.
    #expect(throws: FileError.self) { try FaultyDisk(.once, at: weights).run { try model(3, to: path) } }
    #expect(try model(at: path) == 2 && checkpoint(at: path) == 1)
  }

  /// Folders that were made for a model go with it.
  @Test func nothingIsLeftOfAFirstModelThatFails() throws {
    let path = folder.path("new/deep/model")
    #expect(throws: FileError.self) { try FaultyDisk(.once, at: 6).run { try model(1, to: path) } }
    #expect(!FileManager.default.fileExists(atPath: folder.path("new")))
  }

  @Test(arguments: FaultyDisk.Fault.allCases)
  func aCheckpoint(_ fault: FaultyDisk.Fault) throws {
    // The third of a training: the first goes.
    try expectOldOrNew("checkpoint", old: 1, changes: 15, fault: fault, read: checkpoint(at:)) { path in
      let training = CheckpointFolder(in: path)
      if try checkpoint(at: path) == nil { for value: Float in [0, 1] { try checkpoint(value, by: training) } }
      return { try checkpoint(2, by: training) }
    }
  }

  @Test(arguments: FaultyDisk.Fault.allCases)
  func theFirstCheckpoint(_ fault: FaultyDisk.Fault) throws {
    try expectOldOrNew("early", old: nil, changes: 14, fault: fault, read: checkpoint(at:)) { path in
      let training = CheckpointFolder(in: path)
      return { try checkpoint(2, by: training) }
    }
  }

  /// A full disk does not end a training: it says so, and goes on.
  @Test func aTrainingGoesOnWithoutCheckpoints() throws {
    let x = Tensor.uniform([16, 3], seed: 1)
    func fit(_ checkpoints: Checkpoints?) throws -> Tensor {
      let model = Sequential([.dense(2)])
      model.compile(optimizer: .adam, loss: .meanSquaredError)
      try model.fit(x, Tensor.zeros([16, 2]), batchSize: 4, epochs: 2, checkpoints: checkpoints, verbose: false)
      return try model.predict(x)
    }
    var notices: [String] = []
    let path = folder.path("full")
    let disk = FaultyDisk(.crash, at: 40)
    var result: Tensor?
    try disk.run {
      result = try fit(Checkpoints(in: path, schedule: .steps(1)) { notices.append("\($0)") })
    }
    #expect(try result == fit(nil))
    #expect(!notices.isEmpty && notices.allSatisfy { $0.hasPrefix("notSaved") && $0.contains(".checkpoint") })
    // What was saved before is gone on from.
    #expect(try fit(Checkpoints(in: path, resumes: true)) == result)
  }
}

extension Tensor {
  fileprivate static func uniform(_ shape: [Int], seed: UInt64) -> Tensor {
    var generator = RandomGenerator(seed: seed)
    return uniform(shape, using: &generator)
  }
}
