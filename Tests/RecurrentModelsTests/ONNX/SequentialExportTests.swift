import Recurrent
import TestSupport
import Testing

/// A model and its ONNX file, run here, answer alike. That other runners agree on the file is checked by hand, with
/// ONNX Runtime.
@Suite struct SequentialExportTests {
  private let folder = try! TemporaryFolder()

  /// Layers by a name; those that need a fixed number of steps take 7.
  private static let models: [String: [any LayerSpecification]] = {
    var models: [String: [any LayerSpecification]] = [:]
    models["stacked"] = [.lstm(6, returnSequences: true), .dropout(0.3), .gru(5), .dense(3, activation: .softmax)]
    models["bothWays"] = [.bidirectional(.lstm(4, returnSequences: true)), .bidirectional(.gru(3)), .dense(2)]
    models["sum"] = [.bidirectional(.simpleRNN(4, returnSequences: true), mergeMode: .sum)]
    models["average"] = [.bidirectional(.gru(4), mergeMode: .average), .dense(1)]
    models["backwards"] = [.gru(4, returnSequences: true, goBackwards: true), .lstm(3)]
    models["resetBefore"] = [.gru(4, activation: .softsign, recurrentActivation: .hardSigmoid, resetAfter: false)]
    models["convolved"] = [.conv1D(6, kernelSize: 3, padding: .same, activation: .relu), .lstm(4)]
    models["causal"] = [
      .conv1D(6, kernelSize: 3, padding: .causal), .globalMaxPooling1D(), .dense(2, activation: .tanh),
    ]
    models["flattened"] = [.lstm(5, returnSequences: true), .layerNormalization(), .flatten(), .dense(2)]
    models["repeated"] = [.lstm(5), .repeatVector(3), .gru(4, returnSequences: true), .timeDistributed(.dense(2))]
    return models
  }()

  /// 1e-5 of the largest value: sums in another order.
  @Test(arguments: models.keys.sorted()) func aModelAndItsFileAnswerAlike(name: String) throws {
    let isFixed = name == "flattened"
    let model = Sequential(Self.models[name]!, inputShape: isFixed ? [7, 4] : [nil, 4], seed: 3)
    var random = RandomGenerator(seed: 5)
    let path = folder.path + "/model.onnx"
    try model.exportONNX(to: path)
    let exported = try ONNXModel(contentsOf: path)
    let sizes = isFixed ? [(1, 7), (3, 7)] : [(1, 3), (3, 7), (2, 12)]
    for (batch, steps) in sizes {
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
    let rows: [[Int32]] = [[3, 1, 4, 0, 0], [1, 5, 8, 2, 6], [7, 0, 0, 0, 0]]
    let expected: Tensor = try model.predict(IndexTensor(rows))
    let ids = rows.flatMap { row in row.map { Int64($0) } }
    let found = try exported.run([
      "input_ids": ONNXTensor(integers: ids, shape: [3, 5]),
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
