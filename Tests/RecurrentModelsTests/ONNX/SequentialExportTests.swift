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
    models["pooled"] = [.conv1D(5, kernelSize: 3), .maxPooling1D(2, strides: 1), .conv1D(4, kernelSize: 2), .lstm(3)]
    models["averaged"] = [.averagePooling1D(3, strides: 2, padding: .same), .gru(3, returnSequences: true)]
    models["maximal"] = [.maxPooling1D(4, padding: .same), .leakyReLU(negativeSlope: 0.1), .simpleRNN(3)]
    models["twice"] = [.gru(4, returnSequences: true), .gru(3, returnSequences: true), .gru(2)]
    models["angle"] = [.lstm(5, returnSequences: true), .dense(2), .unitNormalization()]
    models["repeated"] = [.lstm(5), .repeatVector(3), .gru(4, returnSequences: true), .timeDistributed(.dense(2))]
    models["around"] = [
      .rescaling([0.5, 2, 1, 3], offset: [1]),
      .residual([.gru(5, returnSequences: true), .residual([.lstm(5, returnSequences: true)]), .dense(3)]),
      .rescaling(-2), .timeDistributed(.residual([.dense(2)])),
    ]
    models["bent"] =
      LayerFunction.allCases.flatMap { function in
        [.dense(5, activation: .function(function)), .layerNormalization(center: false)] as [any LayerSpecification]
      } + [
        .reLU(maximum: 1, negativeSlope: 0.25, threshold: 0.5), .elu(alpha: 0.5), .reLU(threshold: 0.25),
        .layerNormalization(scale: false), .layerNormalization(center: false, scale: false),
      ]
    models["steps"] = [
      .zeroPadding1D(before: 2, after: 1), .pReLU(alphaInitializer: .constant(-0.5), sharedAxes: [1]),
      .upSampling1D(3), .cropping1D(before: 4, after: 0), .cropping1D(before: 0, after: 2), .gru(3),
    ]
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
    let sizes = isFixed ? [(1, 7), (3, 7)] : [(1, 5), (3, 7), (2, 12)]
    for (batch, steps) in sizes {
      let x = Tensor.uniform([batch, steps, 4], in: -1...1, using: &random)
      let expected = try model.predict(x)
      let found = try #require(try exported.run(["input": ONNXTensor(x)])["output"])
      #expect(found.shape == expected.shape)
      #expect(largestDifference(found.floats, expected.scalars) <= 1e-5 * largest(expected.scalars))
    }
  }

  /// Behind an embedding that hides steps.
  private static let masked: [String: [any LayerSpecification]] = {
    var models: [String: [any LayerSpecification]] = [:]
    models["last"] = [.lstm(5), .dense(2)]
    models["angle"] = [.lstm(5, returnSequences: true), .dense(2), .unitNormalization()]
    models["repeated"] = [
      .lstm(5, returnSequences: true, zeroOutputForMask: false),
      .gru(3, returnSequences: true, zeroOutputForMask: false), .dense(2),
    ]
    models["backwards"] = [
      .lstm(5, returnSequences: true, goBackwards: true), .gru(4, returnSequences: true, zeroOutputForMask: false),
      .simpleRNN(3, returnSequences: true, goBackwards: true, zeroOutputForMask: false), .dense(2),
    ]
    models["bothWays"] = [
      .lstm(4, returnSequences: true, goBackwards: true),
      .bidirectional(.gru(3, returnSequences: true), backwardLayer: .lstm(2, returnSequences: true, goBackwards: true)),
      .bidirectional(.gru(3), mergeMode: .multiply),
    ]
    models["largest"] = [.gru(3, returnSequences: true, goBackwards: true), .globalMaxPooling1D()]
    models["around"] = [
      .residual([.gru(4, returnSequences: true), .dense(4)]), .lstm(3),
    ]
    models["mean"] = [.dense(4, activation: .tanh), .globalAveragePooling1D()]
    models["seenAgain"] = [.lstm(4), .repeatVector(3), .gru(2)]
    models["windows"] = [.conv1D(4, kernelSize: 3, padding: .same), .lstm(3, returnSequences: true)]
    models["fewerWindows"] = [.conv1D(4, kernelSize: 3), .lstm(3)]
    return models
  }()

  @Test(arguments: masked.keys.sorted()) func hiddenStepsBecomeLengths(name: String) throws {
    let layers: [any LayerSpecification] = [.embedding(9, 4, maskZero: true)] + Self.masked[name]!
    let model = Sequential(layers, inputShape: [nil], seed: 3)
    let path = folder.path + "/model.onnx"
    try model.exportONNX(to: path)
    let exported = try ONNXModel(contentsOf: path)
    #expect(exported.inputs.map(\.name) == ["input_ids", "lengths"])
    let rows: [[Int32]] = [[3, 1, 4, 0, 0], [1, 5, 8, 2, 6], [7, 0, 0, 0, 0], [0, 0, 0, 0, 0]]
    let expected: Tensor = try model.predict(IndexTensor(rows))
    let ids = rows.flatMap { row in row.map { Int64($0) } }
    let found = try exported.run([
      "input_ids": ONNXTensor(integers: ids, shape: [4, 5]),
      "lengths": ONNXTensor(integers: [3, 5, 1, 0], shape: [4], elementType: .int32),
    ])
    #expect(found["output"]!.shape == expected.shape)
    #expect(largestDifference(found["output"]!.floats, expected.scalars) <= 1e-5 * largest(expected.scalars))
  }

  @Test func maskedNumbersAreZeros() throws {
    let model = Sequential([.masking(-1), .dense(3), .lstm(2, returnSequences: true)], inputShape: [nil, 2])
    let path = folder.path + "/model.onnx"
    try model.exportONNX(to: path)
    let expected = try model.predict(Tensor([[[0.5, 2], [1, -1], [-1, -1]]]))
    let found = try ONNXModel(contentsOf: path).run([
      // What is behind the length does not matter.
      "input": ONNXTensor(floats: [0.5, 2, 1, -1, 7, 7], shape: [1, 3, 2]),
      "lengths": ONNXTensor(integers: [2], shape: [1], elementType: .int32),
    ])
    #expect(largestDifference(found["output"]!.floats, expected.scalars) <= 1e-5 * largest(expected.scalars))
  }

  @Test(
    arguments: [
      [.timeDistributed(.lstm(4)), .gru(3)],
      [.timeDistributed(.conv1D(2, kernelSize: 2)), .timeDistributed(.flatten()), .dense(3)],
      [.timeDistributed(.bidirectional(.gru(2, returnSequences: true))), .timeDistributed(.globalMaxPooling1D())],
    ] as [[any LayerSpecification]])
  func stepsWithAxesOfTheirOwn(layers: [any LayerSpecification]) throws {
    let model = Sequential(layers, inputShape: [nil, 5, 3], seed: 2)
    let path = folder.path + "/model.onnx"
    try model.exportONNX(to: path)
    let exported = try ONNXModel(contentsOf: path)
    var random = RandomGenerator(seed: 5)
    for (batch, steps) in [(1, 3), (3, 2)] {
      let x = Tensor.uniform([batch, steps, 5, 3], in: -1...1, using: &random)
      let expected = try model.predict(x)
      let found = try #require(try exported.run(["input": ONNXTensor(x)])["output"])
      #expect(found.shape == expected.shape)
      #expect(largestDifference(found.floats, expected.scalars) <= 1e-5 * largest(expected.scalars))
    }
  }

  @Test func statesGoInAndComeOut() throws {
    let model = Sequential([.lstm(3, returnSequences: true), .gru(2, returnSequences: true)], inputShape: [nil, 4])
    let path = folder.path + "/model.onnx"
    try model.exportONNX(to: path, states: true)
    var stream = try ONNXModel(contentsOf: path).makeStream()
    #expect(stream.statePairs == ["lstm.h0": "lstm.hn", "lstm.c0": "lstm.cn", "gru.h0": "gru.hn"])
    var random = RandomGenerator(seed: 5)
    let x = Tensor.uniform([2, 6, 4], in: -1...1, using: &random)
    let expected = try model.predict(x)
    for piece in [0..<2, 2..<6] {
      let found = try stream.run(["input": ONNXTensor(x.slice(piece, axis: 1))])["output"]!.floats
      let part = expected.slice(piece, axis: 1).scalars
      #expect(largestDifference(found, part) <= 1e-5 * largest(part))
    }
    for layers: [any LayerSpecification] in [[.dense(2)], [.bidirectional(.lstm(2))], [.gru(2, goBackwards: true)]] {
      let stateless = Sequential(layers, inputShape: [nil, 4])
      #expect(throws: ONNXExportError.self) { try stateless.exportONNX(to: path, states: true) }
    }
  }

  @Test func whatHasNoCounterpartIsNamed() throws {
    let model = Sequential([.lstm(3, activation: .selu)], inputShape: [nil, 4])
    let error = #expect(throws: ONNXExportError.self) { try model.exportONNX(to: folder.path + "/model.onnx") }
    #expect(error?.layer == "lstm")
    #expect(throws: ONNXExportError.self) { try Sequential([.lstm(3)]).exportONNX(to: folder.path + "/model.onnx") }
  }
}
