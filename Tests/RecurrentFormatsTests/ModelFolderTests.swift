import Foundation
import Recurrent
import RecurrentFoundation
import TestSupport
import Testing

@testable import RecurrentFormats

/// A task's configuration, as a task would have it.
struct Sketch: Codable, Equatable {
  var hiddenSize = 3
  var dropout: Float = 0.1
  var name = "스케치"
}

/// What a folder holds, to compare a model read with the one written.
struct SavedModel: Equatable {
  var sketch = Sketch()
  var codec: TextCodec? = try! TextCodec(unit: .character, vocabulary: Vocabulary(tokens: ["a", "한", "\n"]))
  var weight: [Float] = [1, 2, 3, 4, 5, 6]

  var tensors: [NamedTensor] { [NamedTensor(name: "lstm.weight_hh_l0", shape: [2, 3], values: weight)] }

  func write(to path: String) throws {
    try ModelFolder.write(kind: "sketch", configuration: sketch, vocabulary: codec, tensors: tensors, to: path)
  }

  func writer(to path: String) throws -> ModelFolderWriter {
    ModelFolderWriter(
      path: path,
      files: .init(
        kind: "sketch",
        configuration: try JSONFile.encode(ModelEnvelope(kind: "sketch", configuration: sketch), readable: true),
        vocabulary: try codec.map { try JSONFile.encode($0, readable: false) }, tensors: try tensors.stored(in: path)))
  }

  init() {}

  init(reading path: String, hasVocabulary: Bool = true) throws {
    let folder = try ModelFolder(reading: path, kind: "sketch")
    try folder.weights.requireTensors([("lstm.weight_hh_l0", [2, 3])])
    sketch = try folder.configuration(as: Sketch.self)
    codec = hasVocabulary ? try folder.vocabulary(as: TextCodec.self) : nil
    weight = try folder.weights.floats(named: "lstm.weight_hh_l0")
  }
}

@Suite struct ModelFolderTests {
  let folder = try! TemporaryFolder()
  var path: String { folder.path("model") }

  private func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  @Test func aModelComesBack() throws {
    let path = folder.path("new/folders/model/")
    try SavedModel().write(to: path)
    #expect(try SavedModel(reading: path) == SavedModel())
    #expect(try names(in: path) == ["config.json", "model.safetensors", "vocabulary.json"])
  }

  @Test func aSaveReplacesTheModelAndLeavesOtherFiles() throws {
    try SavedModel().write(to: path)
    _ = try folder.write("my notes", to: "model/notes.txt")
    var other = SavedModel()
    other.weight[0] = -1
    other.sketch.hiddenSize = 7
    other.codec = nil
    try other.write(to: path)
    #expect(try SavedModel(reading: path, hasVocabulary: false) == other)
    #expect(try names(in: path) == ["config.json", "model.safetensors", "notes.txt"])
    let read = try ModelFolder(reading: path)
    #expect(throws: ModelFolderError.missingFile(path: path + "/vocabulary.json")) {
      try read.vocabulary(as: TextCodec.self)
    }
  }

  @Test func throughASymbolicLink() throws {
    try FileManager.default.createDirectory(atPath: folder.path("real"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.path("real"))
    try SavedModel().write(to: path)
    #expect(try SavedModel(reading: folder.path("real")) == SavedModel())
  }

  /// The steps of a save, up to any of them, then a crash: what is read is the old model or the new, and the next save
  /// succeeds.
  @Test(arguments: 0...ModelFolderWriter.Step.allCases.count, [true, false])
  func aCrashLeavesTheOldModelOrTheNew(steps: Int, vocabulary: Bool) throws {
    let old = SavedModel()
    var new = SavedModel()
    new.sketch.name = "new"
    new.weight = [6, 5, 4, 3, 2, 1]
    new.codec = vocabulary ? try TextCodec(unit: .word, vocabulary: Vocabulary(tokens: ["x"])) : nil
    try old.write(to: path)
    let writer = try new.writer(to: path)
    for step in ModelFolderWriter.Step.allCases.prefix(steps) { try writer.perform(step) }
    let isCommitted = ModelFolderWriter.Step.allCases.prefix(steps).contains(.commit)
    #expect(try SavedModel(reading: path, hasVocabulary: vocabulary || !isCommitted) == (isCommitted ? new : old))
    withExtendedLifetime(writer) {}
  }

  @Test(arguments: 0...ModelFolderWriter.Step.allCases.count)
  func aSaveAfterACrashIsWhole(steps: Int) throws {
    var second = SavedModel()
    second.weight[5] = 60
    var third = SavedModel()
    third.weight[5] = 600
    try SavedModel().write(to: path)
    do {
      let writer = try second.writer(to: path)
      for step in ModelFolderWriter.Step.allCases.prefix(steps) { try writer.perform(step) }
    }
    try third.write(to: path)
    #expect(try SavedModel(reading: path) == third)
    #expect(try names(in: path) == ["config.json", "model.safetensors", "vocabulary.json"])
  }

  @Test func anUnfiniteWeightLeavesTheOldModel() throws {
    try SavedModel().write(to: path)
    var broken = SavedModel()
    broken.weight[3] = .nan
    let refusal = SafetensorsError(
      path: path + "/model.safetensors", tensor: "lstm.weight_hh_l0", problem: .notFinite(index: 3, value: .nan))
    let thrown = #expect(throws: SafetensorsError.self) { try broken.write(to: path) }
    #expect(thrown?.description == refusal.description)
    #expect(try SavedModel(reading: path) == SavedModel())
    #expect(try names(in: path) == ["config.json", "model.safetensors", "vocabulary.json"])
  }

  @Test func aFolderOfSomethingElseIsLeftAlone() throws {
    let file = try folder.write("x", to: "file")
    #expect(throws: ModelFolderError.occupied(path: file, by: "a file")) { try SavedModel().write(to: file) }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    _ = try folder.write("thesis", to: "model/thesis.tex")
    #expect(throws: ModelFolderError.occupied(path: path, by: "\"thesis.tex\"")) { try SavedModel().write(to: path) }
    #expect(throws: ModelFolderError.occupied(path: path, by: "\"thesis.tex\"")) { try ModelFolder.checkWritable(path) }
    let (others, damaged) = ("another program's config.json", "a config.json that is damaged or another program's")
    for (text, thing) in [("{\"format\": \"other\"}", others), ("not JSON", damaged), ("", damaged), ("[]", damaged)] {
      _ = try folder.write(text, to: "model/config.json")
      #expect(throws: ModelFolderError.occupied(path: path, by: thing)) {
        try SavedModel().write(to: path)
      }
    }
    #expect(try names(in: path) == ["config.json", "thesis.tex"])
  }

  @Test func aModelOfAnotherKindIsLeftAlone() throws {
    try SavedModel().write(to: path)
    let refusal = ModelFolderError.holdsOtherKind(path: path, found: "sketch", new: "other")
    #expect(throws: refusal) { try ModelFolder.checkWritable(path, for: "other") }
    #expect(throws: refusal) {
      try ModelFolder.write(kind: "other", configuration: 0, vocabulary: nil, tensors: [], to: path)
    }
    try ModelFolder.checkWritable(path, for: "sketch")
    #expect(try SavedModel(reading: path) == SavedModel())
  }

  /// A finished model that lost a file is no training that has not begun.
  @Test func whatIsMissingIsNamed() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(throws: ModelFolderError.noModel(path: path)) { try ModelFolder(reading: path) }
    _ = try folder.write("<!DOCTYPE html>", to: "model/report.html")
    #expect(throws: ModelFolderError.unfinished(path: path)) { try ModelFolder(reading: path) }
    try SavedModel().write(to: path)
    try FileManager.default.removeItem(atPath: path + "/config.json")
    #expect(throws: ModelFolderError.missingFile(path: path + "/config.json")) { try ModelFolder(reading: path) }
  }

  @Test func foldersThatCannotBeMade() throws {
    let file = try folder.write("x", to: "file")
    for path in ["/proc/model", file + "/model"] {
      #expect(throws: FileError.self) { try SavedModel().write(to: path) }
      #expect(throws: FileError.self) { try ModelFolder.checkWritable(path) }
    }
  }

  @Test func checkingLeavesNothingBehind() throws {
    try ModelFolder.checkWritable(path)
    try ModelFolder.checkWritable(folder.path("new/folders/model/"))
    #expect(try names(in: folder.path).isEmpty)
    try SavedModel().write(to: path)
    try ModelFolder.checkWritable(path)
    #expect(try SavedModel(reading: path) == SavedModel())
  }

  @Test func whatAKilledCheckLeavesGoesWithTheNext() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path(".recurrent-trial"), withIntermediateDirectories: false)
    try ModelFolder.checkWritable(path)
    #expect(try names(in: folder.path).isEmpty)
  }

  /// Several programs that begin with a folder that is not there yet, each asking first and saving more than once, and
  /// others that read what there is.
  @Test func savesAtOnceLeaveAWholeModel() async throws {
    let path = path
    await withTaskGroup { group in
      for number in 0..<8 {
        group.addTask {
          var model = SavedModel()
          model.weight = [Float](repeating: Float(number), count: 6)
          model.sketch.hiddenSize = number
          for _ in 0..<5 {
            #expect(throws: Never.self) {
              try ModelFolder.checkWritable(path)
              try model.write(to: path)
              let read = try SavedModel(reading: path)
              #expect(read.weight.allSatisfy { $0 == Float(read.sketch.hiddenSize) })
            }
          }
        }
      }
    }
    #expect(try names(in: path) == ["config.json", "model.safetensors", "vocabulary.json"])
  }

  @Test func aLinkThatLeadsNowhereIsNoPlaceForAModel() throws {
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.path("nowhere"))
    #expect(throws: ModelFolderError.occupied(path: path, by: "a file")) { try ModelFolder.checkWritable(path) }
    #expect(throws: ModelFolderError.occupied(path: path, by: "a file")) { try SavedModel().write(to: path) }
  }
}
