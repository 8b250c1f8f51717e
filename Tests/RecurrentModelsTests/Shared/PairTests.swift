import Recurrent
import TestSupport
import Testing

/// The same weights in two formats: every tensor of a recurrent layer in the one is, put in ONNX's order, in the other, bit
/// for bit.
@Suite struct PairTests {
  /// Whether the numbers stand one after another in some tensor: ONNX puts directions and biases side by side.
  private func contains(_ constants: [[Float]], _ numbers: [Float]) -> Bool {
    constants.contains { constant in
      stride(from: 0, through: constant.count - numbers.count, by: max(1, numbers.count / 2)).contains { start in
        constant[start..<start + numbers.count].elementsEqual(numbers)
      }
    }
  }

  private func constants(_ names: String...) throws -> [[Float]] {
    try names.flatMap { name in try TensorArchive(contentsOf: SharedModels.path(name)).tensors.map { try $0.floats() } }
  }

  /// Blocks of rows in another order.
  private func reordered(_ rows: Tensor, _ order: [Int]) -> [Float] {
    let size = rows.shape[0] / order.count
    return order.flatMap { rows.slice($0 * size..<($0 + 1) * size, axis: 0).scalars }
  }

  @Test(.enabled(if: SharedModels.exists("dtln"), "shared/models/dtln is absent"))
  func kerasAndONNX() throws {
    let constants = try constants("dtln/model_1.onnx", "dtln/model_2.onnx")
    let archive = try TensorArchive(contentsOf: SharedModels.path("dtln/model.h5"))
    let layers = archive.tensors.filter { $0.name.hasPrefix("lstm") }
    #expect(layers.count == 12)
    for tensor in layers {
      let value = try tensor.tensor()
      // i, f, g, o there; i, o, f, g here, or, in the second model, products written out with Keras's own kernels.
      let rows = reordered(value.rank == 2 ? value.transposed() : value, [0, 3, 1, 2])
      let isThere = contains(constants, rows) || contains(constants, value.scalars)
      #expect(isThere, "\(tensor.name)")
    }
  }

  @Test(.enabled(if: SharedModels.exists("gtcrn"), "shared/models/gtcrn is absent"))
  func pytorchAndONNX() throws {
    let constants = try constants("gtcrn/gtcrn.onnx")
    let archive = try TensorArchive(contentsOf: SharedModels.path("gtcrn/model_trained_on_dns3.tar"))
    let layers = archive.largestSection.tensors.filter { $0.name.contains("_l0") }
    #expect(layers.count > 50)
    for tensor in layers {
      // r, z, n there; z, r, n here.
      let isThere = contains(constants, reordered(try tensor.tensor(), [1, 0, 2]))
      #expect(isThere, "\(tensor.name)")
    }
  }

  /// Silero's file keeps PyTorch's order: its graph puts the gates in ONNX's.
  @Test(.enabled(if: SharedModels.exists("silero-vad"), "shared/models/silero-vad is absent"))
  func scriptAndONNX() throws {
    let constants = try constants("silero-vad/silero_vad.onnx")
    let archive = try TensorArchive(contentsOf: SharedModels.path("silero-vad/silero_vad.jit"))
    let layers = archive.tensors.filter { $0.name.contains("rnn") }
    #expect(layers.count == 8)
    for tensor in layers {
      let isThere = contains(constants, try tensor.floats())
      #expect(isThere, "\(tensor.name)")
    }
  }
}
