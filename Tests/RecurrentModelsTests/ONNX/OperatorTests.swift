import Foundation
import Recurrent
import TestSupport
import Testing

/// Every operator in small models against the answers of ONNX Runtime; `Golden/make_operators.py` made them.
@Suite struct OperatorTests {
  private static let file = try! NPZFile(
    contentsOf: Bundle.module.url(forResource: "Golden/operators", withExtension: "npz")!.path)

  static let names = file.tensors.map(\.name).filter { $0.hasSuffix(".model") }.map { String($0.dropLast(6)) }

  private let folder = try! TemporaryFolder()

  /// 1e-5 of the largest value: a few sums of few terms in another order. Whole numbers and truth values are equal.
  @Test(arguments: names) func anOperatorAnswersAsElsewhere(name: String) throws {
    let model = try model(name)
    for _ in 0..<2 {
      let outputs = try model.run(try tensors(name + ".in."))
      let expected = try tensors(name + ".out.")
      #expect(Set(outputs.keys) == Set(expected.keys))
      for (name, expected) in expected {
        let found = try #require(outputs[name])
        #expect(found.shape == expected.shape)
        #expect(found.integers == expected.integers)
        #expect(largestDifference(found.floats, expected.floats) <= 1e-5 * max(1, largest(expected.floats)))
      }
    }
  }

  @Test func theCasesAreThere() { #expect(Self.names.count > 110) }

  /// The weights of a node, in a layer that can be trained, give what the node gives.
  @Test(arguments: ["LSTM", "GRUAfter", "RNN"]) func aNodeBecomesALayer(name: String) throws {
    guard name != "RNN" else {
      // Its directions have different activations, which no layer has.
      #expect(throws: ONNXError.self) { try model(name).weights(of: "layer") }
      return
    }
    let layer = try model(name).weights(of: "layer").makeLayer()
    let x = Tensor(try #require(try tensors(name + ".in.")["x"]))
    let y = try #require(try tensors(name + ".out.")["y"])
    // From [time, batch, input] to [batch, time, input], and back to [time, directions, batch, hidden].
    let output = layer(x.permuted([1, 0, 2])).output
    let hidden = layer.hiddenSize
    for (t, d, n, h) in indices(y.shape) {
      let found = output.scalars[(n * y.shape[0] + t) * y.shape[1] * hidden + d * hidden + h]
      let expected = y.floats[((t * y.shape[1] + d) * y.shape[2] + n) * hidden + h]
      #expect(abs(found - expected) < 1e-5)
    }
  }

  /// States that were baked in as zeros are carried by a stream: steps one by one are the whole.
  @Test(arguments: ["LSTM", "GRUAfter", "LSTMActivations"]) func hiddenStatesAreExposed(name: String) throws {
    let path = try model(name).path
    let model = try ONNXModel(contentsOf: path, exposesStates: true)
    let (x, y) = (try tensors(name + ".in.")["x"]!, try tensors(name + ".out.")["y"]!)
    guard name != "GRUAfter" else {
      // The second direction begins at the end: its steps one by one are another thing.
      #expect(model.inputs.map(\.name) == ["x", "layer.h"])
      return
    }
    var stream = try model.makeStream()
    let (size, outputSize) = (x.count / x.shape[0], y.count / y.shape[0])
    let steps = try (0..<x.shape[0]).flatMap { step in
      let part = Array(x.floats[step * size..<(step + 1) * size])
      return try stream.run(["x": ONNXTensor(floats: part, shape: [1] + x.shape.dropFirst())])["y"]!.floats
    }
    #expect(steps.count == x.shape[0] * outputSize)
    #expect(largestDifference(steps, y.floats) < 1e-6)
  }

  private func indices(_ shape: [Int]) -> [(Int, Int, Int, Int)] {
    (0..<shape[0]).flatMap { t in
      (0..<shape[1]).flatMap { d in (0..<shape[2]).flatMap { n in (0..<shape[3]).map { (t, d, n, $0) } } }
    }
  }

  /// Its body says of what shape they would have been.
  @Test func aLoopWithoutRoundsCollectsNothing() throws {
    var inputs = try tensors("Loop.in.")
    inputs["trips"] = ONNXTensor(integers: [0], shape: [])
    let outputs = try model("Loop").run(inputs)
    #expect(outputs["all"] == ONNXTensor(floats: [], shape: [0, 3]))
    #expect(outputs["y"] == ONNXTensor(floats: [0, 0, 0], shape: [3]))
  }

  private func model(_ name: String) throws -> ONNXModel {
    let path = folder.path + "/\(name).onnx"
    try Data(try Self.file.tensor(named: name + ".model").bytes()).write(to: URL(fileURLWithPath: path))
    return try ONNXModel(contentsOf: path)
  }

  private func tensors(_ prefix: String) throws -> [String: ONNXTensor] {
    try Self.file.tensors.filter { $0.name.hasPrefix(prefix) }.reduce(into: [:]) {
      $0[String($1.name.dropFirst(prefix.count))] = try ONNXTensor($1)
    }
  }
}
