import Foundation
import Recurrent
import RecurrentFormats
import TestSupport
import Testing

@Suite struct ConvertCommandTests {
  let folder = try! TemporaryFolder()

  private func amplifier() throws -> String {
    try folder.write(
      #"{"in_shape":[null,null,1],"layers":[{"type":"dense","activation":"tanh","shape":[null,null,2],"weights":[[[0.1,2]],[3,4]]}]}"#,
      to: "amplifier.json")
  }

  @Test(arguments: [("f16", ElementType.float16), ("bf16", .bfloat16), ("f32", .float32)])
  func tensorsGoIntoSafetensors(type: String, expected: ElementType) throws {
    let out = folder.path("out.safetensors")
    for _ in 0..<2 {
      let result = try CommandLineTool.run(["convert", try amplifier(), "--to", out, "--weights", type])
      #expect(result.status == 0, "\(result.errors)")
    }
    let tensor = try TensorArchive(contentsOf: out).tensor(named: "layers.0.weights.0")
    #expect(tensor.elementType == expected && tensor.shape == [1, 2])
    #expect(try tensor.floats()[1] == 2)
  }

  @Test func tensorsGoIntoArrays() throws {
    let out = folder.path("out.npz")
    #expect(try CommandLineTool.run(["convert", try amplifier(), "--to", out]).status == 0)
    #expect(try NPZFile(contentsOf: out).tensor(named: "layers.0.weights.1").floats() == [3, 4])
  }

  @Test func aModelGoesIntoAFolder() throws {
    let out = folder.path("model")
    #expect(try CommandLineTool.run(["convert", try amplifier(), "--to", out]).status == 0)
    let model = try Sequential(contentsOf: out)
    #expect(try model.predict(Tensor([[[1]]])) == Sequential(rtNeural: amplifier()).predict(Tensor([[[1]]])))
    let half = try CommandLineTool.run(["convert", try amplifier(), "--to", out, "--weights", "bf16"])
    #expect(half.status == 0, "\(half.errors)")
    #expect(
      try TensorArchive(contentsOf: out + "/model.safetensors").tensor(named: "dense.bias").elementType == .bfloat16)
    // 0.1 has eight bits of its own left, and the other numbers all of theirs.
    let difference = try Sequential(contentsOf: out).predict(Tensor([[[1]]])) - model.predict(Tensor([[[1]]]))
    #expect(difference.scalars.allSatisfy { abs($0) < 1e-3 })
    let large = try folder.write(
      #"{"in_shape":[null,null,1],"layers":[{"type":"dense","activation":"","shape":[null,null,1],"weights":[[[1e5]],[0]]}]}"#,
      to: "large.json")
    let refused = try CommandLineTool.run(["convert", large, "--to", folder.path("large"), "--weights", "f16"])
    #expect(refused.status == 65 && refused.errors.contains("holds it"), "\(refused.errors)")
    // Nothing was written, and a model that was there is whole.
    #expect(!FileManager.default.fileExists(atPath: folder.path("large")))
    #expect(try CommandLineTool.run(["convert", large, "--to", out, "--weights", "f16"]).status == 65)
    #expect(throws: Never.self) { try Sequential(contentsOf: out).predict(Tensor([[[1]]])) }
  }

  @Test func kernelsThatAreNotThereAreAnError() throws {
    let result = try CommandLineTool.run(
      ["convert", try amplifier(), "--to", folder.path("none")], environment: ["RECURRENT_KERNELS": "/none.so"])
    #expect(result.status == 65 && result.errors.contains("/none.so"), "\(result.errors)")
  }

  @Test func aModelOfLayersRuns() throws {
    let (arrays, out) = (folder.path("in.npz"), folder.path("out.npz"))
    try NPZFile.write([StoredTensor(name: "in_input", shape: [1, 2, 1], floats: [1, -1])], to: arrays)
    let model = folder.path("folder")
    #expect(try CommandLineTool.run(["convert", try amplifier(), "--to", model]).status == 0)
    let expected = try Sequential(rtNeural: amplifier()).predict(Tensor([[[1], [-1]]]))
    for path in [try amplifier(), model] {
      let result = try CommandLineTool.run(["run", path, arrays, "--out", out])
      #expect(result.status == 0, "\(result.errors)")
      #expect(try NPZFile(contentsOf: out).tensor(named: "output").tensor() == expected)
    }
    let other = folder.path("other.npz")
    try NPZFile.write([StoredTensor(name: "x", shape: [1, 2, 1], floats: [1, -1])], to: other)
    let refused = try CommandLineTool.run(["run", try amplifier(), other, "--out", out])
    #expect(refused.status == 65 && refused.errors.contains("the input \"input\" is missing; there is \"x\""))
  }

  /// Weights of 16 bits, under another name, beside what they are of.
  @Test func ourOwnWeightsGoIntoAFolder() throws {
    let (place, out) = (folder.path("downloaded"), folder.path("out"))
    #expect(try CommandLineTool.run(["convert", try amplifier(), "--to", place]).status == 0)
    let weights = place + "/half.safetensors"
    let made = try CommandLineTool.run(["convert", place + "/model.safetensors", "--to", weights, "--weights", "f16"])
    #expect(made.status == 0, "\(made.errors)")
    let result = try CommandLineTool.run(["convert", weights, "--to", out])
    #expect(result.status == 0, "\(result.errors)")
    // Of the numbers 0.1, 2, 3 and 4 only the first is none of 16 bits.
    let x = Tensor([[[1]]])
    let difference = try Sequential(contentsOf: out).predict(x) - Sequential(contentsOf: place).predict(x)
    #expect(difference.scalars.allSatisfy { abs($0) < 1e-4 })
    #expect(
      try TensorArchive(contentsOf: out + "/model.safetensors").tensor(named: "dense.bias").elementType == .float32)
    let alone = folder.path("alone.safetensors")
    #expect(try CommandLineTool.run(["convert", weights, "--to", alone]).status == 0)
    let refused = try CommandLineTool.run(["convert", alone, "--to", folder.path("other")])
    #expect(refused.status == 65 && refused.errors.contains("beside the config.json"))
  }

  /// By another name, by links of both kinds, as the name of what is being written, in the folder that it is of.
  @Test func nothingTakesThePlaceOfWhatItIsMadeOf() throws {
    let model = folder.path("model")
    #expect(try CommandLineTool.run(["convert", try amplifier(), "--to", model]).status == 0)
    let (weights, files) = (model + "/model.safetensors", FileManager.default)
    let (soft, hard) = (folder.path("soft.npz"), folder.path("hard.npz"))
    try files.createSymbolicLink(atPath: soft, withDestinationPath: weights)
    try files.linkItem(atPath: weights, toPath: hard)
    let staging = folder.path("staging.npz.part")
    try files.copyItem(atPath: weights, toPath: staging)
    for (input, output) in [
      (weights, weights), (weights, folder.path + "/./model/model.safetensors"), (weights, soft), (weights, hard),
      (model, weights), (model, hard), (staging, folder.path("staging.npz")), (model, model), (weights, model),
    ] {
      let before = files.contents(atPath: input)
      let result = try CommandLineTool.run(["convert", input, "--to", output, "--weights", "f16"])
      expect(result, status: 73, naming: "would be lost")
      #expect(files.contents(atPath: input) == before)
    }
    let exported = try CommandLineTool.run(["export", model, "--safetensors", hard])
    expect(exported, status: 73, naming: hard, "would be lost")
    let arrays = folder.path("in.npz")
    try NPZFile.write([StoredTensor(name: "input", shape: [1, 1, 1], floats: [1])], to: arrays)
    let same = folder.path("same.npz")
    try files.linkItem(atPath: arrays, toPath: same)
    for output in [same, weights, soft] {
      expect(try CommandLineTool.run(["run", model, arrays, "--out", output]), status: 73, naming: output)
    }
  }

  @Test func aPartThatAnIndexNamesIsKept() throws {
    try SafetensorsWriter.write(
      [StoredTensor(name: "w", shape: [1], floats: [1])], to: folder.path("part.safetensors"))
    let index = try folder.write(#"{"weight_map": {"w": "part.safetensors"}}"#, to: "model.safetensors.index.json")
    for input in [index, folder.path] {
      let result = try CommandLineTool.run(["convert", input, "--to", folder.path("part.safetensors")])
      expect(result, status: 73, naming: "part.safetensors")
    }
  }

  @Test func aModelForAnotherTaskIsKept() throws {
    let model = folder.path("char")
    try FileManager.default.copyItem(atPath: TrainedModel.folder.path("char"), toPath: model)
    try FileManager.default.removeItem(atPath: model + "/.checkpoint")  // a training is refused before
    let result = try CommandLineTool.run(["convert", try amplifier(), "--to", model])
    expect(result, status: 73, naming: "language-model", "sequential")
    let text = try folder.write("good\tx\nbad\ty\n", to: "texts.tsv")
    let trained = try CommandLineTool.run(["classify", "train", text, "--out", model])
    expect(trained, status: 73, naming: "language-model", "text-classifier")
  }

  /// A model of one tensor of two floats, which are from the fourth byte of `w.npz` on.
  private func graphWithExternalTensor() throws -> String {
    func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(content.count)] + content }
    func entry(_ key: String, _ value: String) -> [UInt8] {
      field(13, field(1, Array(key.utf8)) + field(2, Array(value.utf8)))
    }
    let tensor =
      [0x08, 2, 0x10, 1] + field(8, Array("w".utf8)) + entry("location", "w.npz") + entry("offset", "4") + [0x70, 1]
    return try folder.write([0x08, 8] + field(7, field(5, tensor)), to: "external.onnx")
  }

  @Test func tensorsInAFileBesideAGraphAreRead() throws {
    let (graph, out) = (try graphWithExternalTensor(), folder.path("out.npz"))
    let missing = try CommandLineTool.run(["convert", graph, "--to", out])
    expect(missing, status: 65, naming: "no tensor of it can be read", "w.npz")
    let beside = try folder.write([9, 9, 9, 9, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], to: "w.npz")
    #expect(try CommandLineTool.run(["convert", graph, "--to", out]).status == 0)
    #expect(try NPZFile(contentsOf: out).tensor(named: "w").floats() == [1, -2])
    expect(try CommandLineTool.run(["convert", graph, "--to", beside]), status: 73, naming: "w.npz")
    _ = try folder.write([9, 9, 9, 9, 0, 0, 0x80, 0x3F], to: "w.npz")
    expect(try CommandLineTool.run(["convert", graph, "--to", out]), status: 65, naming: "ends before them")
  }

  /// A number that 64 bits hold and 32 do not would be infinite.
  @Test func aNumberThatIsTooLargeIsRefused() throws {
    let arrays = folder.path("large.npz")
    let bytes = [1.5, 1e300].flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
    try NPZFile.write([StoredTensor(name: "w", shape: [2], elementType: .float64, bytes: bytes)], to: arrays)
    for type in ["f32", "f16", "bf16"] {
      let result = try CommandLineTool.run(
        ["convert", arrays, "--to", folder.path("small.npz"), "--weights", type])
      expect(result, status: 65, naming: "1e+300", type.uppercased())
    }
    let kept = folder.path("kept.npz")
    #expect(try CommandLineTool.run(["convert", arrays, "--to", kept]).status == 0)
    #expect(try NPZFile(contentsOf: kept).tensor(named: "w").elementType == .float64)
  }

  @Test func whatDoesNotSayItsLayersIsRefused() throws {
    let arrays = folder.path("arrays.npz")
    try NPZFile.write([StoredTensor(name: "x", shape: [1], floats: [1])], to: arrays)
    let result = try CommandLineTool.run(["convert", arrays, "--to", folder.path("model")])
    #expect(result.status == 65)
    #expect(result.errors.contains("does not say its layers") && result.errors.contains("X.safetensors"))
  }

  /// What a file is, and what is wanted in its place.
  @Test func aFileOfAnotherKindIsNamed() throws {
    let (arrays, out) = (folder.path("arrays.npz"), folder.path("out.npz"))
    try NPZFile.write([StoredTensor(name: "x", shape: [1], floats: [1])], to: arrays)
    let text = try folder.write("a,b\n1,2\n", to: "table.csv")
    expect(try CommandLineTool.run(["run", arrays, arrays, "--out", out]), status: 65, naming: "a file of npz")
    expect(try CommandLineTool.run(["run", text, arrays, "--out", out]), status: 65, naming: "none of the formats")
    let weights = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("RecurrentModelsTests/Golden/pytorch/lstm.pt").path
    let unrun = try CommandLineTool.run(["run", weights, arrays, "--out", out])
    #expect(unrun.status == 65 && unrun.errors.contains("torch.onnx.export"), "\(unrun.errors)")
    let named = try CommandLineTool.run(["run", try amplifier(), text, "--out", out])
    #expect(named.status == 65 && named.errors.contains("numpy.savez"), "\(named.errors)")
    let nothing = folder.path("nothing")
    let empty = try folder.write("{}", to: "empty.json")
    expect(try CommandLineTool.run(["convert", empty, "--to", out]), status: 65, naming: "it has no tensors")
    for command in [["run", nothing, arrays, "--out", out], ["inspect", nothing], ["convert", nothing, "--to", out]] {
      expect(try CommandLineTool.run(command), status: 66, naming: "nothing: cannot open: No such file")
    }
  }

  @Test func aGraphIsNoChainOfLayers() throws {
    let graph = folder.path("graph.onnx")
    try Sequential([.dense(2)], inputShape: [3]).exportONNX(to: graph)
    let result = try CommandLineTool.run(["convert", graph, "--to", folder.path("model")])
    #expect(result.status == 65 && result.errors.contains("recurrent run"))
    #expect(try CommandLineTool.run(["convert", graph, "--to", folder.path("graph.npz")]).status == 0)
  }

  @Test func aFileIsInspected() throws {
    let people = try CommandLineTool.run(["inspect", try amplifier()])
    for part in [
      "json", "input", "(None, None, 1)", "dense: Dense (None, None, 2)", "layers.0.weights.0", "F32", "1 x 2",
    ] {
      #expect(people.output.contains(part), "\(part)")
    }
    let summary = try CommandLineTool.run(["inspect", try amplifier(), "--json"]).json()
    #expect(summary["format"] as? String == "json")
    #expect((summary["layers"] as? [[String: Any]])?.first?["kind"] as? String == "Dense")
    let text = try folder.write("hello", to: "hello.txt")
    let refused = try CommandLineTool.run(["inspect", text])
    #expect(refused.status == 65 && refused.errors.contains("none of the formats"))
    let small = try CommandLineTool.run(["inspect", try amplifier(), "--max-bytes", "10"])
    #expect(small.status == 65 && small.errors.contains("more than the 10"))
  }
}
