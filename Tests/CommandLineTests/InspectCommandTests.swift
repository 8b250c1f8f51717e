import Recurrent
import RecurrentFormats
import RecurrentModels
import TestSupport
import Testing

@Suite struct InspectCommandTests {
  @Test func theFiguresForPrograms() throws {
    let result = try CommandLineTool.run(["inspect", TrainedModel.folder.path("char"), "--json"])
    #expect(result.status == 0)
    #expect(result.lines.count == 1)
    let summary = try result.json()
    #expect(summary["kind"] as? String == "language-model")
    #expect(summary["cell"] as? String == "lstm")
    #expect(summary["hidden"] as? Int == 32)
    let vocabulary = try #require(summary["vocabulary"] as? Int)
    // Embedding, the LSTM's two weights and two biases, and the output layer.
    let parameters = vocabulary * 16 + 4 * 32 * (16 + 32 + 2) + vocabulary * (32 + 1)
    #expect(summary["parameters"] as? Int == parameters)
    #expect(summary["bytes"] as? Int == 4 * parameters)
    let tensors = try #require(summary["tensors"] as? [[String: Any]])
    let shapes = Dictionary(
      uniqueKeysWithValues: tensors.map { ($0["name"] as? String ?? "", $0["shape"] as? [Int] ?? []) })
    #expect(
      shapes == [
        "embedding.weight": [vocabulary, 16], "rnn.weight_ih_l0": [128, 16], "rnn.weight_hh_l0": [128, 32],
        "rnn.bias_ih_l0": [128], "rnn.bias_hh_l0": [128], "decoder.weight": [vocabulary, 32],
        "decoder.bias": [vocabulary],
      ])
    let training = try #require(summary["training"] as? [String: Any])
    #expect(training["batch"] as? Int == 8)
    #expect(training["best_epoch"] as? Int == 1)
  }

  @Test func theSameForPeople() throws {
    let result = try CommandLineTool.run(["inspect", TrainedModel.folder.path("word")])
    #expect(result.status == 0)
    for part in ["language-model", "word", "rnn.weight_hh_l0", "128 x 32", "adam", "epoch 1", "this model"] {
      #expect(result.output.contains(part), "\(part)")
    }
  }

  @Test func whatGoesInAndComesOut() throws {
    let path = TrainedModel.folder.path("char")
    let result = try CommandLineTool.run(["inspect", path])
    #expect(result.output.contains("  takes           input_ids: I64 [batch, time]"))
    #expect(result.output.contains("  gives           logits: F32 [batch, time, "))
    let ports = try #require(try CommandLineTool.run(["inspect", path, "--json"]).json()["ports"] as? [[String: Any]])
    #expect(ports.count == 1 && ports[0]["inputs"] as? [String] == ["input_ids: I64 [batch, time]"])
  }

  /// All of them, those in branches too.
  @Test func operatorsThatAreNotRunAreNamed() throws {
    var builder = ONNXBuilder(name: "test")
    var x = builder.input("x", .float32, [.size(2)])
    for type in ["Frobnicate", "Tanh", "Frobnicate", "Det"] { x = builder.node(type, [x]) }
    builder.output(x, as: "y", .float32, [.size(2)])
    let folder = try TemporaryFolder()
    let path = try folder.write(builder.bytes, to: "strange.onnx")
    let result = try CommandLineTool.run(["inspect", path])
    let line = try #require(result.lines.first { $0.contains("not run here") })
    #expect(line.contains("Det, version 17 (node") && line.contains("Frobnicate, version 17 (node"), "\(line)")
    #expect(line.contains("and 1 more") && !line.contains("Tanh"), "\(line)")
    #expect(result.output.contains("x: F32 [2]"))
  }

  /// Of operators that are known: attributes and types, of inputs whose sizes are open, behind a node that is not run too.
  @Test func formsThatAreNotRunAreNamed() throws {
    var builder = ONNXBuilder(name: "test")
    let x = builder.input("x", .float32, [.symbol("batch"), .size(4), .symbol("time")])
    let padded = builder.node(
      "Pad", [x, builder.integers([0, 0, 1, 0, 0, 1])], name: "mirror", [ONNXBuilder.attribute("mode", "mirror")])
    let cast = builder.node("Cast", [x], name: "eight bits", [ONNXBuilder.attribute("to", 17)])
    let behind = builder.node("Frobnicate", [builder.node("Tanh", [padded])])
    // Of a thousand elements there are that many; of one there are not.
    let sliced = builder.node("TopK", [x, builder.integers([100])], outputs: 2, name: "top")[0]
    for (index, value) in [behind, cast, sliced].enumerated() {
      builder.output(value, as: "y\(index)", .float32, [.symbol("batch")])
    }
    let folder = try TemporaryFolder()
    let result = try CommandLineTool.run(["inspect", try folder.write(builder.bytes, to: "strange.onnx")])
    let line = try #require(result.lines.first { $0.contains("not run here") })
    for part in [
      "Frobnicate, version 17 (node", #"Pad, version 17 (node "mirror"): the mode "mirror" is not known"#,
      #"Cast, version 17 (node "eight bits"): elements of type 17"#,
    ] { #expect(line.contains(part), "\(line)") }
    #expect(!line.contains("top") && !line.contains("Tanh"), "\(line)")
  }

  @Test func aFolderOfAnotherProgramIsShown() throws {
    let folder = try TemporaryFolder()
    let weights = [
      StoredTensor(name: "encoder.lstm.weight_ih_l0", shape: [8, 3], floats: [Float](repeating: 0, count: 24)),
      StoredTensor(name: "encoder.lstm.weight_hh_l0", shape: [8, 2], floats: [Float](repeating: 0, count: 16)),
      StoredTensor(name: "encoder.lstm.weight_hh_l0_reverse", shape: [8, 2], floats: [Float](repeating: 0, count: 16)),
      StoredTensor(name: "head.weight", shape: [5, 4], floats: [Float](repeating: 0, count: 20)),
      StoredTensor(name: "head.bias", shape: [5], floats: [Float](repeating: 0, count: 5)),
    ]
    try SafetensorsWriter.write(weights, to: folder.path("model.safetensors"))
    _ = try folder.write(#"{"architectures": ["Tagger"], "transformers_version": "4.40.0"}"#, to: "config.json")
    let result = try CommandLineTool.run(["inspect", folder.path])
    #expect(result.status == 0, "\(result.errors)")
    for part in [
      "safetensors, made by transformers 4.40.0, Tagger", "encoder.lstm: LSTM, bidirectional (None, None, 4)",
      "head: Linear (..., 5)", "declare a Module", "8 x 3",
    ] {
      #expect(result.output.contains(part), "\(part)")
    }
    let other = try TemporaryFolder()
    _ = try other.write("{}", to: "tokenizer.json")
    let refused = try CommandLineTool.run(["inspect", other.path])
    #expect(refused.status == 66 && refused.errors.contains("tokenizer.json"))
  }

  @Test func aSequentialModelIsShownWithItsLayers() throws {
    let folder = try TemporaryFolder()
    let model = Sequential([.bidirectional(.lstm(3)), .dense(1)], inputShape: [nil, 2])
    let metric = MeanMetric("own") { predictions, _ in predictions.scalars.map { Double($0) } }
    model.compile(optimizer: .adam, loss: .huber, metrics: [metric])
    try model.save(to: folder.path("model"))
    let untrained = try CommandLineTool.run(["inspect", folder.path("model")])
    #expect(untrained.status == 0 && untrained.output.contains("not trained"))
    let history = try model.fit(Tensor.ones([8, 4, 2]), Tensor.ones([8, 1]), epochs: 2, validationSplit: 0.5)
    try model.save(to: folder.path("model"))
    let result = try CommandLineTool.run(["inspect", folder.path("model")])
    for line in [
      "  input           (None, None, 2)", "  bidirectional   Bidirectional (None, 6)",
      "  dense           Dense (None, 1)",
      "  optimizer       adam", "  loss            huber", "  metrics         own", "trained", "epoch 2",
    ] {
      #expect(result.output.contains(line), "\(line)")
    }
    #expect(!result.output.contains("not trained"))
    let summary = try CommandLineTool.run(["inspect", folder.path("model"), "--json"]).json()
    #expect(summary["bidirectional"] as? String == "Bidirectional (None, 6)" && summary["loss"] as? String == "huber")
    // Weights alone: 2 * 4 * 3 * (2 + 3 + 1) + 7, though the folder holds Adam's two moments as well.
    #expect(summary["parameters"] as? Int == 151)
    #expect((summary["tensors"] as? [[String: Any]])?.count == 8)
    let epochs = try #require((summary["training"] as? [String: Any])?["history"] as? [[String: Any]])
    #expect(epochs.map { $0["val_loss"] as? Double } == history["val_loss"])
  }

  @Test func theKernelsAreListed() throws {
    let result = try CommandLineTool.run(["kernels"])
    #expect(result.status == 0)
    for name in ["native", "blas", "reference", "threads", "BLAS", Kernels.threadRuntime] {
      #expect(result.output.contains(name))
    }
    // One of them is marked as the one in use.
    #expect(result.lines.filter { $0.hasPrefix("* ") }.count == 1)
  }
}
