import Foundation
import Recurrent
import TestSupport
import Testing

/// Modules that take the weights of `make_pytorch.py`'s, beside what PyTorch computed.
@Suite struct PyTorchLoadTests {
  private static func golden(_ name: String) -> String {
    Bundle.module.resourceURL!.appendingPathComponent("Golden/pytorch/\(name)").path
  }

  /// The module of the generator.
  struct Tagger: Module {
    let embedding = Embedding(count: 7, size: 3)
    let convolution = Conv1D(inputSize: 3, outputSize: 4, kernelSize: 3, padding: .same)
    let norm = BatchNorm(size: 4)
    let lstm = LSTM(inputSize: 4, hiddenSize: 3, layers: 2, direction: .bidirectional)
    let gru = GRU(inputSize: 6, hiddenSize: 3, bias: .none)
    let rnn = RNN(inputSize: 3, hiddenSize: 2)
    let scale = LayerNorm(size: 2)
    let head = Dense(inputSize: 2, outputSize: 2)

    func callAsFunction(_ tokens: IndexTensor) -> Tensor {
      head(scale(rnn(gru(lstm(norm(convolution(embedding(tokens)))).output).output).output))
    }
  }

  private static let tokens = IndexTensor([[1, 2, 3, 4, 5], [6, 0, 2, 2, 1]])
  private static func answer() throws -> Tensor {
    try NPZFile(contentsOf: golden("tagger.npz")).tensor(named: "y").tensor()
  }

  /// Four layers of single precision; outputs of size 1.
  private static let tolerance: Float = 3e-6

  @Test(arguments: ["tagger.pt", "tagger_wrapped.pt", "tagger.safetensors"])
  func aModuleAnswersAsPyTorchDid(name: String) throws {
    let tagger = Tagger()
    try tagger.load(TensorArchive(contentsOf: Self.golden(name)))
    let (y, expected) = (tagger(Self.tokens), try Self.answer())
    #expect(y.shape == expected.shape)
    #expect(zip(y.scalars, expected.scalars).allSatisfy { abs($0 - $1) < Self.tolerance })
  }

  @Test func aSectionIsChosenByName() throws {
    let archive = try TensorArchive(contentsOf: Self.golden("tagger_wrapped.pt"))
    #expect(archive.sections.map(\.name) == ["state_dict", "average"])
    let tagger = Tagger()
    try tagger.load(archive, section: "average", names: .prefixes(["model.module.": ""]))
    #expect(tagger.head.bias?.value.scalars == [0, 0])
  }

  /// What a diverged training left would answer with more of the same.
  @Test(arguments: [Float.nan, .infinity, -.infinity]) func weightsAreFinite(wrong: Float) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("diverged.npz")
    try NPZFile.write(
      [
        StoredTensor(name: "weight", shape: [1, 2], floats: [1, wrong]),
        StoredTensor(name: "bias", shape: [1], floats: [0]),
      ], to: path)
    let dense = Dense(inputSize: 2, outputSize: 1)
    let before = dense.weight.value.scalars
    let error = #expect(throws: ForeignModelError.self) { try dense.load(TensorArchive(contentsOf: path)) }
    #expect("\(try #require(error))".contains("\"weight\": element 1 is \(wrong), not a finite number"))
    #expect(dense.weight.value.scalars == before)
  }

  @Test func allThatDiffersIsListed() throws {
    struct Other: Module {
      let embedding = Embedding(count: 7, size: 5)
      let decoder = Dense(inputSize: 2, outputSize: 2)
    }
    let other = Other()
    let before = other.parameters.map(\.value)
    let archive = try TensorArchive(contentsOf: Self.golden("tagger.pt"))
    let error = #expect(throws: ForeignModelError.self) { try other.load(archive) }
    guard case .otherTensors(let missing, let unexpected, let misshapen)? = error?.problem else {
      return #expect(Bool(false), "\(error as Any)")
    }
    #expect(missing == ["decoder.weight", "decoder.bias"])
    #expect(unexpected.contains("head.weight") && unexpected.contains("lstm.weight_ih_l1_reverse"))
    #expect(misshapen == [.init(name: "embedding.weight", found: [7, 3], expected: [7, 5])])
    #expect(other.parameters.map(\.value) == before)
    // Names and leniency mend what can be mended.
    struct Head: Module {
      let decoder = Dense(inputSize: 2, outputSize: 2)
    }
    try Head().load(archive, names: .prefixes(["head.": "decoder."]), strict: false)
  }

  /// One bias takes the sum of two.
  @Test func oneBiasIsTheSum() throws {
    let archive = try TensorArchive(contentsOf: Self.golden("lstm.pt"))
    let (two, one) = (LSTM(inputSize: 2, hiddenSize: 3), LSTM(inputSize: 2, hiddenSize: 3, bias: .single))
    try two.load(archive)
    try one.load(archive)
    #expect(one.parameters[2].value == two.parameters[2].value + two.parameters[3].value)
  }

  @Test func aCellHasNoLevels() throws {
    let cell = GRU(inputSize: 2, hiddenSize: 3)
    try cell.load(TensorArchive(contentsOf: Self.golden("gru_cell.pt")))
    let y = try NPZFile(contentsOf: Self.golden("gru_cell.npz")).tensor(named: "y").tensor()
    let x = Tensor([[0.5, -1]]).reshaped([1, 1, 2])
    #expect(zip(cell(x).output.scalars, y.scalars).allSatisfy { abs($0 - $1) < Self.tolerance })
  }

  @Test func projectionsAreRefusedByName() throws {
    let archive = try TensorArchive(contentsOf: Self.golden("projected.pt"))
    let error = #expect(throws: ForeignModelError.self) { try LSTM(inputSize: 2, hiddenSize: 3).load(archive) }
    #expect(error?.description.contains("proj_size") == true)
  }

  // MARK: Other frameworks

  private static func archive(_ tensors: [StoredTensor]) throws -> (TensorArchive, TemporaryFolder) {
    let folder = try TemporaryFolder()
    try NPZFile.write(tensors, to: folder.path("weights.npz"))
    return (try TensorArchive(contentsOf: folder.path("weights.npz")), folder)
  }

  private static func stored(_ name: String, _ tensor: Tensor) -> StoredTensor {
    StoredTensor(name: name, shape: tensor.shape, floats: tensor.scalars)
  }

  /// The weights of a layer under Flax's names give the same layer: biases go where its formula has them.
  @Test(arguments: [Cell.lstm, .gruResetAfter, .rnn])
  func flax(cell: Cell) throws {
    let layer = RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3)
    let values = layer.parameters.map(\.value)
    func rows(_ index: Int, _ gate: Int) -> Tensor { values[index].slice(gate * 3..<(gate + 1) * 3, axis: 0) }
    let gates: [String] =
      switch cell {
      case .lstm: ["i", "f", "g", "o"]
      case .rnn: [""]
      default: ["r", "z", "n"]
      }
    let biased = cell == .lstm ? "h" : "i"
    let tensors = gates.enumerated().flatMap { index, gate -> [StoredTensor] in
      let kernels = [
        Self.stored("i\(gate).kernel", rows(0, index).transposed()),
        Self.stored("h\(gate).kernel", rows(1, index).transposed()),
      ]
      guard gate == "n" else {
        return kernels + [Self.stored("\(biased)\(gate).bias", rows(2, index) + rows(3, index))]
      }
      return kernels + [Self.stored("in.bias", rows(2, index)), Self.stored("hn.bias", rows(3, index))]
    }
    let (archive, _) = try Self.archive(tensors)
    let copy = RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3)
    try copy.load(archive, convention: .flax)
    let x = Tensor.ones([1, 4, 2])
    #expect(zip(copy(x).output.scalars, layer(x).output.scalars).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  /// The same under MLX's.
  @Test(arguments: [Cell.lstm, .gruResetAfter, .rnn])
  func mlx(cell: Cell) throws {
    let layer = RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3)
    let values = layer.parameters.map(\.value)
    let names = cell == .rnn ? ["Wxh", "Whh"] : ["Wx", "Wh"]
    var tensors = [Self.stored(names[0], values[0].transposed()), Self.stored(names[1], values[1])]
    if cell == .gruResetAfter {
      let recurrent = values[3].slice(0..<6, axis: 0).padded(axis: 0, after: 3)
      tensors += [Self.stored("b", values[2] + recurrent), Self.stored("bhn", values[3].slice(6..<9, axis: 0))]
    } else {
      tensors.append(Self.stored("bias", values[2] + values[3]))
    }
    let (archive, _) = try Self.archive(tensors)
    let copy = RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3)
    try copy.load(archive, convention: .mlx)
    let x = Tensor.ones([1, 4, 2])
    #expect(zip(copy(x).output.scalars, layer(x).output.scalars).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  /// What Flax and MLX wrote answers as they do; `Golden/make_frameworks.py` made it.
  @Test(arguments: [("LSTM", Cell.lstm), ("GRU", .gruResetAfter), ("RNN", .rnn)])
  func filesOfOtherFrameworks(name: String, cell: Cell) throws {
    let files: [(file: String, convention: WeightConvention)] = [
      ("flax_\(name).safetensors", .flax), ("mlx_\(name).safetensors", .mlx), ("mlx_\(name).npz", .mlx),
    ]
    for (file, convention) in files {
      let layer = RecurrentLayer(cell: cell, inputSize: 3, hiddenSize: 4)
      try layer.load(
        TensorArchive(contentsOf: Self.framework(file)), names: .prefixes(["cell.": ""]), convention: convention)
      let answers = try NPZFile(contentsOf: Self.framework("\(file.split(separator: ".")[0])_io.npz"))
      let (x, y) = (try answers.tensor(named: "x").tensor(), try answers.tensor(named: "y").tensor())
      #expect(zip(layer(x).output.scalars, y.scalars).allSatisfy { abs($0 - $1) < 1e-6 }, "\(file)")
    }
  }

  private static func framework(_ name: String) -> String {
    Bundle.module.resourceURL!.appendingPathComponent("Golden/frameworks/\(name)").path
  }

  /// MLX has one bias where there are two parameters here.
  @Test func aTensorOfTwoParametersIsMissingOnce() throws {
    let (archive, _) = try Self.archive([
      Self.stored("Wx", Tensor.ones([12, 2])), Self.stored("Wh", Tensor.ones([12, 3])),
    ])
    let layer = LSTM(inputSize: 2, hiddenSize: 3)
    let error = #expect(throws: ForeignModelError.self) { try layer.load(archive, convention: .mlx) }
    #expect(error?.problem == .otherTensors(missing: ["bias"], unexpected: [], misshapen: []))
  }
}
