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

  @Test func whatDoesNotSayItsLayersIsRefused() throws {
    let arrays = folder.path("arrays.npz")
    try NPZFile.write([StoredTensor(name: "x", shape: [1], floats: [1])], to: arrays)
    let result = try CommandLineTool.run(["convert", arrays, "--to", folder.path("model")])
    #expect(result.status == 65)
    #expect(result.errors.contains("does not say its layers") && result.errors.contains("X.safetensors"))
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
