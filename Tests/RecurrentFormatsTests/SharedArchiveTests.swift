import TestSupport
import Testing

@testable import RecurrentFormats

/// Files made elsewhere; each test is skipped where its file is not.
@Suite struct SharedArchiveTests {
  private static func archive(_ name: String) throws -> TensorArchive {
    try TensorArchive(contentsOf: SharedModels.path(name))
  }

  private static func hasFinite(_ tensors: [StoredTensor]) throws -> Bool {
    try tensors.allSatisfy { try $0.floats().allSatisfy(\.isFinite) }
  }

  @Test(.enabled(if: SharedModels.exists("gtcrn"), "shared/models/gtcrn is absent"))
  func aCheckpointOfPyTorch() throws {
    let archive = try Self.archive("gtcrn/model_trained_on_dns3.tar")
    #expect(archive.format == .torch)
    let model = archive.largestSection
    #expect(model.name == "model")
    #expect(model.tensors.count == 271)
    #expect(try Self.hasFinite(model.tensors))
    // The optimiser's state is beside it, under its own names.
    #expect(archive.sections.contains { $0.name.hasPrefix("optimizer.state") })
    #expect(archive.unread.isEmpty)
  }

  @Test(.enabled(if: SharedModels.exists("silero-vad"), "shared/models/silero-vad is absent"))
  func aScriptOfPyTorch() throws {
    let archive = try Self.archive("silero-vad/silero_vad.jit")
    #expect(archive.format == .torchScript)
    #expect(try archive.tensor(named: "_model.decoder.rnn.weight_ih").shape == [512, 128])
    #expect(try archive.tensor(named: "_model_8k.stft.forward_basis_buffer").shape == [130, 1, 128])
    #expect(try Self.hasFinite(archive.tensors))
  }

  @Test(.enabled(if: SharedModels.exists("g2p-en"), "shared/models/g2p-en is absent"))
  func arraysOfNumPy() throws {
    let archive = try Self.archive("g2p-en/checkpoint20.npz")
    #expect(archive.format == .npz)
    #expect(try archive.tensor(named: "enc_w_ih").shape == [768, 256])
    #expect(try Self.hasFinite(archive.tensors))
  }

  @Test(
    .enabled(if: SharedModels.exists("keras3"), "shared/models/keras3 is absent"),
    arguments: ["keras3/seq.keras", "keras3/seq.weights.h5", "keras3/seq.h5", "keras3/func.keras"])
  func filesOfKeras3(name: String) throws {
    let archive = try Self.archive(name)
    #expect(archive.format == (name.hasSuffix(".keras") ? .keras : .hdf5))
    #expect(!archive.tensors.isEmpty)
    #expect(try Self.hasFinite(archive.tensors))
  }

  @Test(
    .enabled(if: SharedModels.exists("dtln"), "shared/models/dtln is absent"),
    arguments: [
      ("dtln/model.h5", "lstm_3/lstm_3/recurrent_kernel:0", [128, 512]),
      ("crema/model.h5", "", []),
      ("chars2vec/eng_50/weights.h5", "", []),
    ])
  func filesOfKeras2(name: String, tensor: String, shape: [Int]) throws {
    let archive = try Self.archive(name)
    #expect(archive.format == .hdf5)
    #expect(archive.unread.isEmpty)
    if !tensor.isEmpty { #expect(try archive.tensor(named: tensor).shape == shape) }
    #expect(try Self.hasFinite(archive.tensors))
  }

  @Test(.enabled(if: SharedModels.exists("rtneural"), "shared/models/rtneural is absent"))
  func jsonOfRTNeural() throws {
    let archive = try Self.archive("rtneural/lstm.json")
    #expect(archive.format == .json)
    #expect(try archive.tensor(named: "layers.1.weights.0").shape == [8, 32])
    #expect(try Self.archive("rtneural/lstm_torch.json").tensor(named: "lstm2.weight_ih_l2").shape == [32, 8])
  }

  @Test(.enabled(if: SharedModels.exists("chars2vec"), "shared/models/chars2vec is absent"))
  func aPickleWithoutTensorsIsRefused() throws {
    let error = #expect(throws: FormatError.self) { try Self.archive("chars2vec/eng_50/model.pkl") }
    #expect(error?.description.contains("a pickle without arrays of NumPy") == true)
  }
}
