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

  @Test func theKernelsAreListed() throws {
    let result = try CommandLineTool.run(["kernels"])
    #expect(result.status == 0)
    for name in ["native", "blas", "reference", "threads", "BLAS"] { #expect(result.output.contains(name)) }
    // One of them is marked as the one in use.
    #expect(result.lines.filter { $0.hasPrefix("* ") }.count == 1)
  }
}
