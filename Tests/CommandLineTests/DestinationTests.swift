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

  /// What is said to be typed next can be.
  @Test func aPathIsOneWordForAShell() throws {
    let small = "--embedding 4 --hidden 4 --epochs 1 --buckets 50".split(separator: " ").map(String.init)
    let out = folder.path("it's a model")
    let result = try CommandLineTool.run(["classify", "train", table, "--out", out] + small)
    let next = try #require(
      result.errors.firstMatch(of: /Next: recurrent (classify predict .*)\n +recurrent (inspect .*)\n/))
    for words in [next.1.replacing("FILE", with: text), next.2] {
      let typed = try CommandLineTool.shell("$R \(words)", environment: ["R": CommandLineTool.path])
      #expect(typed.status == 0 && !typed.output.isEmpty, "\(words): \(typed.errors)")
    }
  }

  // MARK: Standard output

  /// What is one text, and all that a command prints, goes there too.
  @Test(arguments: [
    "report @model --out", "lm explain @model @text.txt --length 50 --out",
  ])
  func aPageGoesToStandardOutput(command: String) throws {
    let piped = try run(command + " -")
    #expect(piped.status == 0 && !piped.errors.contains("Done"), "\(piped.errors)")
    #expect(try run(command + " @page.html").status == 0)
    #expect(piped.output == String(decoding: contents("page.html") ?? Data(), as: UTF8.self))
    #expect(piped.output.hasPrefix("<!DOCTYPE html"))
    #expect(!FileManager.default.fileExists(atPath: "-"))
  }

  /// What it leads to is a file then, and the link is the system's.
  @Test func theDeviceOfStandardOutputStays() throws {
    let result = try CommandLineTool.shell(
      "$R report $D/model --out /dev/stdout > $D/page.html && head -c 15 $D/page.html; [ -h /dev/stdout ]",
      environment: ["R": CommandLineTool.path, "D": folder.path])
    #expect(result.status == 0 && result.output == "<!DOCTYPE html>", "\(result)")
  }

  @Test(arguments: [
    ("lm train @text.txt --out -", "a folder is written"),
    ("lm train @text.txt --out @new --tensorboard -", "a folder is written"),
    ("lm train @text.txt --out @new --report -", "written anew"), ("quantize @model --out -", "a folder is written"),
    ("convert @model/model.safetensors --to -", "a folder is written"),
    ("export @model --onnx -", "go back and forth"), ("export @model --safetensors /dev/stdout", "go back and forth"),
    ("run @model @text.txt --out -", "go back and forth"),
    ("translate predict @model --text a --attention -", "has the results"),
    ("forecast predict @model @text.txt --plot -", "has the results"),
    ("forecast anomalies @model @text.txt --plot -", "has the results"),
  ])
  func whatStandardOutputCannotTakeIsSaid(command: String, reason: String) throws {
    let result = try run(command)
    expect(result, status: 64, naming: reason)
    #expect(!FileManager.default.fileExists(atPath: "-"))
  }

  // MARK: What cannot be written

  /// Before hours of training, not after.
  @Test(arguments: [
    ("--report @nowhere/page.html", "nowhere/page.html: cannot create: No such file or directory"),
    ("--report @text.txt/page.html", "Not a directory"), ("--report @model", "cannot replace: Is a directory"),
    ("--report /proc/page.html", "/proc: cannot write into the folder"),
    ("--report @new/page.html", "a model only where nothing else is"),
    ("--tensorboard @text.txt", "text.txt: cannot write into the folder: Not a directory"),
    ("--tensorboard @text.txt/runs", "Not a directory"), ("--tensorboard /proc/runs", "/proc/runs"),
    ("--tensorboard @new/./runs", "a model only where nothing else is"),
    ("--tensorboard @new/", "a model only where nothing else is"),
    ("--tensorboard @new/.checkpoint", "a model only where nothing else is"),
  ])
  func whatIsToBeLookedAtCanBeWritten(option: String, reason: String) throws {
    let result = try run("lm train @text.txt --out @new \(option)")
    expect(result, status: 73, naming: reason)
    #expect(!result.errors.contains("parameters") && !FileManager.default.fileExists(atPath: folder.path("new")))
  }

  /// A folder that is a model's already takes them.
  @Test func aModelsFolderHasRoomForMore() throws {
    let small = "--embedding 4 --hidden 4 --epochs 1 --batch 4 --steps 8"
    for option in ["--report @model/page.html", "--tensorboard @model/runs", "--report @new/report.html"] {
      let out = option.contains("@new") ? "@new" : "@model"
      let result = try run("lm train @text.txt --out \(out) \(small) \(option)")
      #expect(result.status == 0 && !result.errors.contains("warning: the report"), "\(result.errors)")
    }
    #expect(contents("model/page.html") != nil && contents("new/report.html") != nil)
  }

  /// Where no checkpoint tells whose it is.
  @Test func aDamagedModelIsNotCalledAnothers() throws {
    try? FileManager.default.removeItem(atPath: folder.path("model/.checkpoint"))
    let whole = String(decoding: contents("model/config.json") ?? Data(), as: UTF8.self)
    _ = try folder.write(String(whole.prefix(100)), to: "model/config.json")
    let result = try run("lm train @text.txt --out @model")
    expect(result, status: 73, naming: "a config.json that is damaged or another program's")
    _ = try folder.write("{\"model_type\": \"llama\"}", to: "model/config.json")
    expect(try run("lm train @text.txt --out @model"), status: 73, naming: "holds another program's config.json")
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
