import Foundation
import TestSupport
import Testing

/// Nothing that a command reads, and no model of another kind, gives way to what it writes.
@Suite struct DestinationTests {
  private let folder: TemporaryFolder
  private let table: String
  private let text: String

  init() throws {
    folder = try TemporaryFolder()
    text = try folder.write(SampleText.sentences(60), to: "text.txt")
    table = try folder.write(
      "text\tlabel\n" + (0..<20).map { "good film \($0)\tpos\nbad film \($0)\tneg\n" }.joined(), to: "c.tsv")
    let model = TrainedModel.folder.path("char")
    try FileManager.default.copyItem(atPath: model, toPath: folder.path("model"))
  }

  private func run(_ arguments: String) throws -> CommandLineTool.Result {
    let words = arguments.split(separator: " ").map { word in
      word == "''" ? "" : String(word).replacing("@", with: folder.path + "/")
    }
    return try CommandLineTool.run(words)
  }

  private func contents(_ name: String) -> Data? { FileManager.default.contents(atPath: folder.path(name)) }

  @Test(arguments: [
    ("report @model --out @model/config.json", "a file of the model"),
    ("report @model --data @text.txt --out @text.txt", "which would be lost"),
    ("lm explain @model @text.txt --out @text.txt", "which would be lost"),
    ("lm explain @model @text.txt --out @model/./vocabulary.json", "a file of the model"),
    ("lm train @text.txt --out @new --report @text.txt", "which would be lost"),
    ("lm train @text.txt --out @new --report @model/model.safetensors", "a file of the model"),
  ])
  func whatIsReadStays(command: String, reason: String) throws {
    let names = ["text.txt", "model/config.json", "model/vocabulary.json", "model/model.safetensors"]
    let before = names.map(contents)
    let result = try run(command)
    #expect(result.status == 73 && result.errors.contains(reason), "\(command): \(result.errors)")
    #expect(names.map(contents) == before && !before.contains(nil))
  }

  @Test func aModelOfAnotherKindStays() throws {
    let before = contents("model/model.safetensors")
    let small = "--embedding 4 --hidden 4 --epochs 1"
    let result = try run("classify train @c.tsv --out @model --buckets 50 \(small)")
    #expect(result.status == 73, "\(result.errors)")
    #expect(result.errors.contains("holds a \"language-model\", which a \"text-classifier\" does not replace"))
    #expect(contents("model/model.safetensors") == before)
    let same = try run("lm train @text.txt --out @model --batch 4 --steps 8 \(small)")
    #expect(same.status == 0 && contents("model/model.safetensors") != before, "\(same.errors)")
  }

  @Test(arguments: [
    "lm train @text.txt --out ''", "lm train @text.txt --out @new --tensorboard ''", "report @model --out ''",
    "lm train @text.txt --out @new --report ''", "classify explain @model @text.txt --out ''",
  ])
  func anEmptyPathIsRefusedFirst(command: String) throws {
    let result = try run(command)
    #expect(result.status == 64 && result.errors.contains("must not be empty"), "\(command): \(result.errors)")
  }

  @Test(arguments: ["lm train - --valid -", "lm train - --valid /dev/stdin", "classify train - --valid -"])
  func standardInputIsNotReadTwice(command: String) throws {
    let result = try run(command + " --out @new")
    #expect(result.status == 64 && result.errors.contains("standard input cannot be both"), "\(result.errors)")
  }

  /// The same fault ends every command alike, and is told by the name that was given.
  @Test(arguments: [
    "report @model --out @nowhere/x.html", "lm explain @model @text.txt --out @nowhere/x.html",
    "export @model --onnx @nowhere/x.onnx", "convert @model/model.safetensors --to @nowhere/x.npz",
  ])
  func aFolderThatIsNotThereIsOneFault(command: String) throws {
    let result = try run(command)
    #expect(result.status == 73 && !result.errors.contains(".part"), "\(command): \(result.errors)")
    #expect(result.errors.contains("cannot create: No such file or directory"), "\(result.errors)")
  }
}
