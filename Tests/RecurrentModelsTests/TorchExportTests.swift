import Recurrent
import TestSupport
import Testing

/// What `load_state_dict` will ask for is there. That PyTorch answers as the model does is seen by `Tests/Export/run`.
@Suite struct TorchExportTests {
  private let folder = try! TemporaryFolder()
  private var path: String { folder.path + "/weights.safetensors" }

  private func names() throws -> Set<String> { Set(try TensorArchive(contentsOf: path).tensors.map(\.name)) }

  @Test func aLayerWithOneBiasGetsTheSecondAsZeros() throws {
    let model = Sequential([.embedding(9, 4), .bidirectional(.lstm(3)), .dense(2, useBias: false)], inputShape: [nil])
    let source = try model.exportPyTorch(to: path)
    let lstm = ["ih", "hh"].flatMap { part in
      ["weight", "bias"].flatMap { kind in ["", "_reverse"].map { "bidirectional.\(kind)_\(part)_l0\($0)" } }
    }
    #expect(try names() == Set(lstm + ["embedding.weight", "dense.weight"]))
    let second = try TensorArchive(contentsOf: path).tensor(named: "bidirectional.bias_hh_l0_reverse")
    #expect(try second.floats() == [Float](repeating: 0, count: 12))
    #expect(source.contains("self.bidirectional = nn.LSTM(4, 3, batch_first=True, bidirectional=True)"))
    #expect(source.contains("self.dense = nn.Linear(6, 2, bias=False)"))
    #expect(source.contains("load_file(\"\(path)\"), strict=True)"))
  }

  @Test func aBatchNormHasACountOfItsBatches() throws {
    let model = Sequential([.dense(3), .batchNormalization(scale: false)], inputShape: [4])
    _ = try model.exportPyTorch(to: path)
    let norm = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]
    #expect(try names() == Set(norm.map { "batch_normalization." + $0 } + ["dense.weight", "dense.bias"]))
    let count = try TensorArchive(contentsOf: path).tensor(named: "batch_normalization.num_batches_tracked")
    #expect(count.elementType == .int64 && count.shape == [])
    #expect(try TensorArchive(contentsOf: path).tensor(named: "batch_normalization.weight").floats() == [1, 1, 1])
  }

  /// PyTorch's own has no bias without a factor.
  @Test func aLayerNormWithABiasAloneGetsOnes() throws {
    let layers: [any LayerSpecification] = [
      .layerNormalization(scale: false), .layerNormalization(center: false),
      .layerNormalization(center: false, scale: false), .dense(3, activation: .approximateGELU),
      .reLU(maximum: 6, negativeSlope: 0.5, threshold: 1), .elu(alpha: 0.5),
    ]
    let source = try Sequential(layers, inputShape: [3]).exportPyTorch(to: path)
    let norms = ["layer_normalization.weight", "layer_normalization.bias", "layer_normalization_1.weight"]
    #expect(try names() == Set(norms + ["dense.weight", "dense.bias"]))
    #expect(try TensorArchive(contentsOf: path).tensor(named: norms[0]).floats() == [1, 1, 1])
    for line in [
      "nn.LayerNorm(3, eps=0.001)", "nn.LayerNorm(3, eps=0.001, bias=False)",
      "nn.LayerNorm(3, eps=0.001, elementwise_affine=False)", #"F.gelu(self.dense(x), approximate="tanh")"#,
      "x = torch.where(x < 1.0, 0.5 * (x - 1.0), x).clamp(max=6.0)", "x = F.elu(x, 0.5)",
    ] { #expect(source.contains(line), "\(line)") }
  }

  @Test(
    arguments: [
      [.dense(3), .gru(2, resetAfter: false)], [.dense(3), .lstm(2, recurrentActivation: .hardSigmoid)],
      [.dense(3), .simpleRNN(2, activation: .elu)],
    ] as [[any LayerSpecification]])
  func whatPyTorchHasNotIsNamed(layers: [any LayerSpecification]) throws {
    let model = Sequential(layers, inputShape: [nil, 4])
    let error = #expect(throws: TorchExportError.self) { try model.exportPyTorch(to: path) }
    #expect(error?.layer == ["GRU": "gru", "LSTM": "lstm", "SimpleRNN": "simple_rnn"][layers[1].kind])
    #expect(throws: TorchExportError.self) { try Sequential([.lstm(3)]).exportPyTorch(to: path) }
  }
}
