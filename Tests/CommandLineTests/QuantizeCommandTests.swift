import Foundation
import Recurrent
import RecurrentFormats
import TestSupport
import Testing

/// `quantize`, and what all commands do with its folders.
@Suite struct QuantizeCommandTests {
  private let folder = try! TemporaryFolder()
  private var text: String { TrainedModel.folder.path("text.txt") }
  private var out: String { folder.path("small") }

  private func quantize(_ model: String, _ more: [String] = []) throws -> CommandLineTool.Result {
    try CommandLineTool.run(["quantize", model, "--out", out] + more)
  }

  private func nats(_ model: String, _ more: [String] = []) throws -> Double {
    let result = try CommandLineTool.run(["lm", "evaluate", model, text, "--json"] + more)
    #expect(result.status == 0, "\(result.errors)")
    return try #require(try result.json()["nats_per_token"] as? Double)
  }

  /// A training that was stopped is not replaced by what is made of another model.
  @Test func aFolderWithATrainingIsRefused() throws {
    let model = TrainedModel.folder.path("char")
    let training = [
      "lm", "train", text, "--out", folder.path("training"), "--epochs", "1", "--hidden", "8", "--layers", "1",
    ]
    #expect(try CommandLineTool.run(training + ["--checkpoint-every", "1steps"]).status == 0)
    for command in [["quantize", model, "--out"], ["convert", model, "--to"]] {
      let result = try CommandLineTool.run(command + [folder.path("training")])
      #expect(result.status == 73 && result.errors.contains("--resume"), "\(result.errors)")
    }
    #expect(try quantize(model, ["--tolerance", "0.1"]).status == 64)
  }

  @Test func aLanguageModelIsUsedAsAnyOther() throws {
    let model = TrainedModel.folder.path("char")
    let result = try quantize(model, ["--check", text])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("nats per token") && result.output.contains("in int8"))
    // Its products are int8 unless one says else.
    let int8 = try nats(out)
    #expect(try nats(out, ["--precision", "int8"]) == int8)
    #expect(try nats(out, ["--precision", "float32"]) != int8)
    #expect(abs(int8 / (try nats(model)) - 1) < 0.005)
    let written = try CommandLineTool.run(["lm", "generate", out, "--length", "20", "--seed", "1"])
    #expect(written.status == 0 && !written.output.isEmpty, "\(written.errors)")
    let report = try CommandLineTool.run(["report", out, "--data", text, "--out", folder.path("page.html")])
    #expect(report.status == 0, "\(report.errors)")
    #expect(try CommandLineTool.run(["lm", "explain", out, text, "--out", folder.path("inside.html")]).status == 0)
    #expect(try CommandLineTool.run(["inspect", out, "--json"]).json()["weights"] as? String == "int8")
    #expect(try CommandLineTool.run(["inspect", model]).output.contains("f32"))
  }

  /// Both models read all of it.
  @Test func theCheckMayComeThroughAPipe() throws {
    let model = TrainedModel.folder.path("char")
    let piped = try CommandLineTool.run(
      ["quantize", model, "--out", out, "--check", "-"], input: String(contentsOfFile: text, encoding: .utf8))
    #expect(piped.status == 0, "\(piped.errors)")
    #expect(try quantize(model, ["--check", text]).output == piped.output)
    let both = try quantize(model, ["--check", "-", "--actual", "-"])
    #expect(both.status == 64 && both.errors.contains("both --check and --actual"), "\(both.errors)")
    let file = try folder.write("no folder", to: "file")
    let refused = try CommandLineTool.run(["quantize", model, "--out", file])
    #expect(refused.status == 73 && refused.errors.contains("a file"), "\(refused.errors)")
  }

  @Test func itRunsOnArraysAsItIs() throws {
    let (given, result) = (folder.path("in.npz"), folder.path("out.npz"))
    try NPZFile.write([StoredTensor(name: "input_ids", shape: [1, 5], integers: [1, 2, 3, 4, 5])], to: given)
    #expect(try quantize(TrainedModel.folder.path("char")).status == 0)
    let run = try CommandLineTool.run(["run", out, given, "--out", result])
    #expect(run.status == 0, "\(run.errors)")
    let stream = try LanguageModel(contentsOf: out).makeStream()
    var state = stream.initialState()
    let steps = try (1...5).flatMap { try stream.step(token: $0, state: &state).scalars }
    // A stream's last layer multiplies floats.
    for (a, b) in zip(try NPZFile(contentsOf: result).tensor(named: "logits").floats(), steps) {
      #expect(abs(a - b) < 0.05)
    }
  }

  @Test func whatIsNotForItIsRefused() throws {
    #expect(try quantize(TrainedModel.folder.path("char")).status == 0)
    expect(
      try CommandLineTool.run(["export", out, "--onnx", folder.path("model.onnx")]), status: 65, naming: out, "int8",
      "export the model that it was made from")
    expect(
      try CommandLineTool.run(["export", out, "--safetensors", folder.path("w.safetensors")]), status: 65, naming: out,
      "int8")
    for more in [[], ["--resume"]] {
      expect(
        try CommandLineTool.run(["lm", "train", text, "--out", out] + TrainedModel.smallOptions + more), status: 73,
        naming: out, "do not learn")
    }
    expect(
      try CommandLineTool.run(["quantize", out, "--out", folder.path("other")]), status: 65, naming: out, "already")
    let whole = TrainedModel.folder.path("char")
    expect(
      try CommandLineTool.run(["quantize", whole, "--out", whole]), status: 73, naming: whole, "would be lost")
    expect(try quantize(whole, ["--tolerance", "-1"]), status: 64, naming: "--tolerance")
  }

  /// A number of each embedding that nothing looks at, and that is so large that the others are zeros beside it.
  @Test func aWorseModelIsNotWritten() throws {
    let (whole, bad) = (TrainedModel.folder.path("char"), folder.path("bad"))
    try FileManager.default.copyItem(atPath: whole, toPath: bad)
    let weights = bad + "/model.safetensors"
    let tensors = try TensorArchive(contentsOf: weights).tensors.map { tensor in
      var values = try tensor.floats()
      let width = tensor.shape.last!
      for start in stride(from: 0, to: values.count, by: width) {
        if tensor.name == "embedding.weight" { values[start] = 1e5 }
        if tensor.name.hasSuffix("weight_ih_l0") { values[start] = 0 }
      }
      return StoredTensor(name: tensor.name, shape: tensor.shape, floats: values)
    }
    try FileManager.default.removeItem(atPath: weights)
    try SafetensorsWriter.write(tensors, to: weights)
    expect(
      try quantize(bad, ["--check", text]), status: 65, naming: "nats per token", "--tolerance 0.005",
      "nothing was written")
    #expect(!FileManager.default.fileExists(atPath: out))
    #expect(try quantize(bad, ["--check", text, "--tolerance", "10"]).status == 0)
  }

  @Test func nothingIsLeftWhereTheDiskIsFull() throws {
    let result = try CommandLineTool.shell(
      "ulimit -f 1; $R quantize $M --out $O",
      environment: [
        "R": CommandLineTool.path, "M": TrainedModel.folder.path("char"), "O": out,
      ])
    #expect(result.status == 74 && result.errors.contains("cannot write"), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  /// The checkpoint, and so what training does, is the same whatever the folder stores.
  @Test func trainingDoesNotDependOnWhatIsStored() throws {
    let options =
      ["lm", "train", text] + TrainedModel.smallOptions + ["--epochs", "2", "--checkpoint-every", "1steps"]
    func train(_ name: String, _ more: [String]) throws -> [String] {
      let result = try CommandLineTool.run(options + ["--out", folder.path(name), "--json"] + more)
      #expect(result.status == 0, "\(result.errors)")
      return try result.lines.dropLast().map { line in
        let figures = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        return "\(figures["train_nats_per_token"]!) \(figures["valid_nats_per_token"]!)"
      }
    }
    let whole = try train("f32", [])
    #expect(try train("bf16", ["--weights", "bf16"]) == whole)
    let entries = try SafetensorsFile(path: folder.path("bf16") + "/model.safetensors").entries
    #expect(entries.allSatisfy { $0.elementType == .bfloat16 })
    #expect(try CommandLineTool.run(["inspect", folder.path("bf16"), "--json"]).json()["weights"] as? String == "bf16")
    // Gone on with, it ends where the other does.
    #expect(
      try train("f32", ["--epochs", "3", "--resume"])
        == train("bf16", ["--weights", "bf16", "--epochs", "3", "--resume"]))
    let (a, b) = (folder.path("f32"), folder.path("bf16"))
    #expect(abs(try nats(a) / nats(b) - 1) < 1e-3)
  }
}
