import Recurrent
import TestSupport
import Testing

/// A model and its ONNX file, run here, answer alike. That other runners agree on the file is checked by hand, with
/// ONNX Runtime.
@Suite struct SequentialExportTests {
  private let folder = try! TemporaryFolder()

  static let models: [(name: String, layers: [any LayerSpecification], shape: LayerShape)] = [
    ("stacked", [.lstm(6, returnSequences: true), .dropout(0.3), .gru(5), .dense(3, activation: .softmax)], [nil, 4]),
    ("bothWays", [.bidirectional(.lstm(4, returnSequences: true)), .bidirectional(.gru(3)), .dense(2)], [7, 4]),
    ("sum", [.bidirectional(.simpleRNN(4, returnSequences: true), mergeMode: .sum)], [nil, 4]),
    ("average", [.bidirectional(.gru(4), mergeMode: .average), .dense(1)], [nil, 4]),
    ("backwards", [.gru(4, returnSequences: true, goBackwards: true), .lstm(3)], [nil, 4]),
    ("resetBefore", [.gru(4, activation: .softsign, recurrentActivation: .hardSigmoid, resetAfter: false)], [nil, 4]),
    ("convolved", [.conv1D(6, 3, padding: .same, activation: .relu), .lstm(4)], [nil, 4]),
    ("causal", [.conv1D(6, 3, padding: .causal), .globalMaxPooling1D(), .dense(2, activation: .tanh)], [nil, 4]),
    ("normalized", [.lstm(5, returnSequences: true), .layerNormalization(), .flatten(), .dense(2)], [7, 4]),
    ("repeated", [.lstm(5), .repeatVector(3), .gru(4, returnSequences: true), .timeDistributed(.dense(2))], [nil, 4]),
  ]

  /// 1e-5 of the largest value: sums in another order.
  @Test(arguments: models.map(\.name)) func aModelAndItsFileAnswerAlike(name: String) throws {
    let (_, layers, shape) = Self.models.first { $0.name == name }!
    let model = Sequential(layers, inputShape: shape, seed: 3)
    var random = RandomGenerator(seed: 5)
    let path = folder.path + "/model.onnx"
    try model.exportONNX(to: path)
    let exported = try ONNXModel(contentsOf: path)
    for (batch, steps) in shape.axes[0] == nil ? [(1, 1), (3, 7), (2, 12)] : [(1, 7), (3, 7)] {
      let x = Tensor.uniform([batch, steps, 4], in: -1...1, using: &random)
      let expected = try model.predict(x)
      let found = try #require(try exported.run(["input": ONNXTensor(x)])["output"])
      #expect(found.shape == expected.shape)
      #expect(largestDifference(found.floats, expected.scalars) <= 1e-5 * largest(expected.scalars))
    }
  }

  @Test func hiddenStepsBecomeLengths() throws {
    let model = Sequential([.embedding(9, 4, maskZero: true), .lstm(5), .dense(2)], inputShape: [nil])
    let path = folder.path + "/model.onnx"
    try model.exportONNX(to: path)
    let exported = try ONNXModel(contentsOf: path)
    #expect(exported.inputs.map(\.name) == ["input_ids", "lengths"])
    let rows: [[Int64]] = [[3, 1, 4, 0, 0], [1, 5, 8, 2, 6], [7, 0, 0, 0, 0]]
    let expected = try model.predict(IndexTensor(rows.map { $0.map { Int($0) } }))
    let found = try exported.run([
      "input_ids": ONNXTensor(integers: rows.flatMap { $0 }, shape: [3, 5]),
      "lengths": ONNXTensor(integers: [3, 5, 1], shape: [3], elementType: .int32),
    ])
    #expect(largestDifference(found["output"]!.floats, expected.scalars) <= 1e-5 * largest(expected.scalars))
  }

  @Test func whatHasNoCounterpartIsNamed() throws {
    let model = Sequential([.lstm(3, activation: .selu)], inputShape: [nil, 4])
    let error = #expect(throws: ONNXExportError.self) { try model.exportONNX(to: folder.path + "/model.onnx") }
    #expect(error?.layer == "lstm")
    #expect(throws: ONNXExportError.self) { try Sequential([.lstm(3)]).exportONNX(to: folder.path + "/model.onnx") }
  }
}
