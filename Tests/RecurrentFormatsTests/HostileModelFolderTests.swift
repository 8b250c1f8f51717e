import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentFormats

/// Model folders that are damaged, foreign or mixed.
@Suite struct HostileModelFolderTests {
  let folder = try! TemporaryFolder()
  var path: String { folder.path("model") }

  init() throws {
    try SavedModel().write(to: path)
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
  }

  /// Replaces part of a file's text.
  private func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    try #require(text.contains(old))
    _ = try folder.write(text.replacingOccurrences(of: old, with: new), to: "model/\(name)")
  }

  @Test func nothingThere() throws {
    #expect(throws: ModelFolderError.noModel(path: folder.path)) { try ModelFolder(reading: folder.path) }
    let absent = folder.path("absent")
    #expect(throws: ModelFolderError.noModel(path: absent)) { try ModelFolder(reading: absent) }
    let file = path + "/config.json"
    #expect(throws: ModelFolderError.noModel(path: file)) { try ModelFolder(reading: file) }
  }

  @Test(arguments: ["vocabulary.json", "model.safetensors"])
  func aMissingFileIsNamed(name: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    #expect(throws: ModelFolderError.missingFile(path: "\(path)/\(name)")) { try SavedModel(reading: path) }
  }

  @Test func foreignConfigurationsAreNamed() throws {
    let configuration = path + "/config.json"
    #expect(throws: ModelFolderError.otherKind(path: configuration, found: "sketch", expected: "tagger")) {
      try ModelFolder(reading: path, kind: "tagger")
    }
    try edit("config.json", "\"version\" : 1", "\"version\" : 2")
    let error = #expect(throws: ModelFolderError.self) { try SavedModel(reading: path) }
    #expect(error == .foreignVersion(path: configuration, found: 2, supported: 1))
    #expect(error?.description.hasSuffix("use a newer program") == true)
    try edit("config.json", "recurrent-model", "keras")
    #expect(throws: ModelFolderError.foreignFormat(path: configuration, found: "\"keras\"")) {
      try SavedModel(reading: path)
    }
  }

  @Test func filesOfTwoModelsAreNotMixed() throws {
    try edit("config.json", "\"hiddenSize\" : 3", "\"hiddenSize\" : 4")
    #expect(throws: ModelFolderError.damaged(path: path + "/config.json")) { try SavedModel(reading: path) }
    try SavedModel().write(to: path)
    try edit("vocabulary.json", "\"a\"", "\"b\"")
    #expect(throws: ModelFolderError.damaged(path: path + "/vocabulary.json")) { try SavedModel(reading: path) }
  }

  @Test func weightsOfAnotherProgramAreRead() throws {
    // Without our metadata: what PyTorch's safetensors library would write.
    let header = #"{"lstm.weight_hh_l0":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}"#
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    let data = [Float](repeating: 0.5, count: 6).withUnsafeBytes { Array($0) }
    _ = try folder.write(length + Array(header.utf8) + data, to: "model/model.safetensors")
    #expect(try SavedModel(reading: path).weight == [0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
  }

  @Test func malformedJSONSaysWhere() throws {
    // Weights without a seal, so that the files' contents are looked at.
    try FileManager.default.removeItem(atPath: path + "/model.safetensors")
    try SafetensorsWriter.write(SavedModel().tensors, to: path + "/model.safetensors")
    try edit("config.json", "\"hiddenSize\" : 3", "\"hiddenSize\" : \"three\"")
    let error = #expect(throws: ModelFolderError.self) { try SavedModel(reading: path) }
    #expect(error?.description.hasPrefix(path + "/config.json: at configuration.hiddenSize: ") == true)
    _ = try folder.write(#"{"format":"recurrent-vocabulary","version":9}"#, to: "model/vocabulary.json")
    #expect(
      throws: ModelFolderError.malformed(
        path: path + "/vocabulary.json",
        reason:
          "the vocabulary is \"recurrent-vocabulary version 9\", this program reads \"recurrent-vocabulary version 1\"")
    ) { try ModelFolder(reading: path).vocabulary(as: TextCodec.self) }
  }

  @Test(arguments: ["config.json", "vocabulary.json", "model.safetensors"])
  func everyTruncationIsNoticed(name: String) throws {
    let whole = try bytes(name)
    for length in 0..<whole.count {
      _ = try folder.write(Array(whole[..<length]), to: "model/\(name)")
      #expect(throws: (any Error).self, "\(length) of \(whole.count) bytes") { try SavedModel(reading: path) }
    }
  }

  @Test(arguments: ["config.json", "vocabulary.json", "model.safetensors"])
  func everyFlippedBitIsNoticedOrHarmless(name: String) throws {
    let whole = try bytes(name)
    for bit in 0..<whole.count * 8 {
      var flipped = whole
      flipped[bit / 8] ^= 1 << (bit % 8)
      _ = try folder.write(flipped, to: "model/\(name)")
      // A flip inside the name of a checksum leaves that check out, and one inside free text changes nothing.
      if let model = try? SavedModel(reading: path) { #expect(model == SavedModel(), "bit \(bit)") }
    }
  }

  /// Every outcome but a typed error of ours or the very model is a failure, and a crash ends the run.
  @Test(arguments: ["config.json", "vocabulary.json", "model.safetensors"], [true, false])
  func randomDamageGivesTypedErrors(name: String, sealed: Bool) throws {
    if !sealed {
      try FileManager.default.removeItem(atPath: path + "/model.safetensors")
      try SafetensorsWriter.write(SavedModel().tensors, to: path + "/model.safetensors")
    }
    let whole = try bytes(name)
    var damage = Damage(seed: 11)
    for round in 0..<400 {
      _ = try folder.write(damage.applied(to: whole), to: "model/\(name)")
      do {
        _ = try SavedModel(reading: path)
      } catch {
        #expect(error is ModelFolderError || error is SafetensorsError, "round \(round): \(type(of: error)): \(error)")
      }
    }
  }
}
