import Recurrent
import TestSupport
import Testing

/// Real models against the answers of ONNX Runtime.
@Suite struct GoldenModelTests {
  /// A model's file, and that of inputs and outputs.
  static let cases = [
    ("silero-vad/silero_vad.onnx", "silero_vad"),
    ("silero-vad/silero_vad_16k_sequence.onnx", "silero_vad_16k_sequence"),
    ("gtcrn/gtcrn_simple.onnx", "gtcrn_simple"), ("gtcrn/gtcrn.onnx", "gtcrn"), ("dtln/model_1.onnx", "dtln_model_1"),
    ("dtln/model_2.onnx", "dtln_model_2"),
  ]

  /// 1e-4 of the largest value: sums of some hundred terms in another order, through dozens of layers.
  @Test(.enabled(if: SharedModels.exists("golden"), "shared/models is absent"), arguments: cases)
  func aModelAnswersAsElsewhere(path: String, golden name: String) throws {
    let file = try NPZFile(contentsOf: SharedModels.path("golden/\(name).npz"))
    let model = try ONNXModel(contentsOf: SharedModels.path(path))
    // The second call takes the memory of the first.
    for _ in 0..<2 {
      let outputs = try model.run(try golden(file, "in_"))
      for (name, expected) in try golden(file, "out_") {
        let found = try #require(outputs[name])
        #expect(found.shape == expected.shape)
        #expect(largestDifference(found.floats, expected.floats) <= 1e-4 * largest(expected.floats), "\(name)")
      }
    }
  }

  private func golden(_ file: NPZFile, _ prefix: String) throws -> [String: ONNXTensor] {
    var tensors: [String: ONNXTensor] = [:]
    for stored in file.tensors where stored.name.hasPrefix(prefix) {
      tensors[String(stored.name.dropFirst(prefix.count))] = try ONNXTensor(stored)
    }
    return tensors
  }
}

func largest(_ values: [Float]) -> Float { values.map(\.magnitude).max() ?? 0 }

/// Infinite where one has a number that the other does not have.
func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}
