import Recurrent
import TestSupport
import Testing

/// Two packages' models for words, loaded into modules that are built here, beside the packages' own answers: their
/// formulas, carried out in NumPy on the same files.
@Suite struct WordModelTests {
  // MARK: g2p-en

  /// Its names and PyTorch's are the same but for their punctuation.
  struct Speller: Module {
    let encoderEmbedding = Embedding(count: 29, size: 256)
    let decoderEmbedding = Embedding(count: 74, size: 256)
    let encoder = GRU(inputSize: 256, hiddenSize: 256)
    let decoder = GRU(inputSize: 256, hiddenSize: 256)
    let head = Dense(inputSize: 256, outputSize: 74)

    static let names = TensorNames { name in
      let (side, rest) = (name.prefix(3), name.dropFirst(4))
      switch (side, rest) {
      case ("fc_", _): return "head." + (name == "fc_w" ? "weight" : "bias")
      case ("enc", "emb"): return "encoderEmbedding.weight"
      case ("dec", "emb"): return "decoderEmbedding.weight"
      default:
        let kind = rest.hasPrefix("w") ? "weight" : "bias"
        return "\(side == "enc" ? "encoder" : "decoder").\(kind)_\(rest.dropFirst(2))"
      }
    }

    /// The numbers of a word's sounds: the decoder is given its own last answer until it says 3, the end.
    func sounds(_ word: String) -> [Int32] {
      let letters = word.utf8.map { Int32($0) - 97 + 3 } + [2]
      var state = encoder(encoderEmbedding(IndexTensor([letters]))).state
      var (sounds, last) = ([Int32](), Int32(2))
      while sounds.count < 20 {
        let step = decoder(decoderEmbedding(IndexTensor([[last]])), state: state)
        let scores = head(step.output).scalars
        last = Int32(scores.indices.max { scores[$0] < scores[$1] }!)
        if last == 3 { break }
        (state, sounds) = (step.state, sounds + [last])
      }
      return sounds
    }
  }

  @Test(.enabled(if: SharedModels.exists("g2p-en"), "shared/models/g2p-en is absent"))
  func spellingToSounds() throws {
    let speller = Speller()
    try speller.load(TensorArchive(contentsOf: SharedModels.path("g2p-en/checkpoint20.npz")), names: Speller.names)
    let answers: [String: [Int32]] = [
      "hello": [37, 27, 46, 50], "recurrent": [57, 38, 45, 30, 10, 48, 60], "network": [48, 27, 60, 70, 31, 45],
      "swift": [58, 70, 39, 35, 60], "memory": [47, 27, 47, 29, 41], "xylophone": [72, 20, 46, 10, 35, 52, 48],
      "gated": [36, 33, 60, 38, 24], "unit": [71, 67, 48, 38, 60], "zebra": [72, 27, 22, 57, 10],
      "quick": [45, 70, 39, 45],
    ]
    for (word, sounds) in answers { #expect(speller.sounds(word) == sounds, "\(word)") }
  }

  // MARK: chars2vec

  @Test(.enabled(if: SharedModels.exists("chars2vec"), "shared/models/chars2vec is absent"))
  func charactersToVectors() throws {
    let letters = Array("!\"#$%&'()*+,-./0123456789:;<=>?@_abcdefghijklmnopqrstuvwxyz")
    let model = Sequential(
      [
        .lstm(50, recurrentActivation: .steepHardSigmoid, returnSequences: true),
        .lstm(50, recurrentActivation: .steepHardSigmoid),
      ], inputShape: [nil, 59])
    try model.loadWeights(keras: SharedModels.path("chars2vec/eng_50/weights.h5"))
    for (word, expected) in Self.vectors {
      let rows = word.map { letter in letters.map { $0 == letter ? Float(1) : 0 } }
      let vector = try model.predict(Tensor([rows])).scalars
      // The answers have six places.
      #expect(zip(vector, expected).allSatisfy { abs($0 - $1) < 2e-6 }, "\(word): \(vector.prefix(3))")
    }
  }

  /// The first three numbers of each word's fifty.
  private static let vectors: [String: [Float]] = [
    "hello": [-0.352362, 0.154732, -0.151743], "recurrent": [-0.597106, -0.834173, -0.729439],
    "network": [-0.759470, -0.352178, -0.681572], "swift": [0.242539, 0.199579, -0.204045],
    "memory": [-0.356236, -0.225324, -0.864880], "xylophone": [0.411463, -0.080125, -0.790041],
    "gated": [0.245631, -0.270815, -0.340068], "unit": [0.072871, 0.203942, -0.299632],
    "zebra": [-0.227853, -0.380943, -0.792735], "quick": [0.211239, -0.091284, -0.010017],
  ]
}
