import Foundation
import Recurrent
import TestSupport
import Testing

/// Models that `make_keras.py` saved with Keras 2 and 3, beside what Keras predicted.
@Suite struct KerasFileTests {
  private static func golden(_ name: String) -> String {
    Bundle.module.resourceURL!.appendingPathComponent("Golden/keras/\(name)").path
  }

  /// What goes in and what Keras answered, of a file of NumPy's with `x` and `y`.
  private static func pair(_ path: String) throws -> (x: Samples, y: Tensor) {
    let file = try NPZFile(contentsOf: path)
    let x = try file.tensor(named: "x")
    guard x.elementType == .int32 else { return (.numbers(try x.tensor()), try file.tensor(named: "y").tensor()) }
    let tokens = IndexTensor(shape: x.shape, scalars: try x.integers().map { Int32($0) })
    return (.indices(tokens), try file.tensor(named: "y").tensor())
  }

  /// Single precision, sums of a dozen products, and at most a dozen steps: outputs are of size 1.
  private static let tolerance: Float = 2e-6

  private static func expectSame(_ model: Sequential, _ pair: (x: Samples, y: Tensor), tolerance: Float = tolerance)
    throws
  {
    let y = try model.predict(pair.x)
    #expect(y.shape == pair.y.shape)
    let difference = zip(y.scalars, pair.y.scalars).map { abs($0 - $1) }.max() ?? .infinity
    #expect(difference <= tolerance, "\(difference)")
  }

  @Test(arguments: ["gates", "windows", "both", "masked", "words"], ["2.h5", "3.h5", "3.keras"])
  func aModelPredictsWhatKerasDid(name: String, version: String) throws {
    let model = try Sequential(keras: Self.golden("\(name)_\(version)"))
    try Self.expectSame(model, Self.pair(Self.golden("\(name)_\(version.prefix(1)).npz")))
  }

  /// Steps put around, between and left out; models in a model, whose batch normalizations' means stand behind all that is
  /// trained; a state that goes nowhere.
  @Test(arguments: [
    "steps_2.h5", "steps_3.keras", "nested_2.h5", "nested_3.h5", "nested_3.keras", "stated_2.h5", "stated_3.keras",
    "angle_3.keras",
  ])
  func furtherLayers(name: String) throws {
    let model = try Sequential(keras: Self.golden(name))
    try Self.expectSame(model, Self.pair(Self.golden(name.prefix { $0 != "." } + ".npz")))
  }

  /// Functions of each number, and layer normalizations without a factor or a bias; of Keras 2 under its names.
  @Test(arguments: ["bends_2.h5", "bends_3.keras"])
  func functionsOfEachNumber(name: String) throws {
    let model = try Sequential(keras: Self.golden(name))
    // Each of five normalizations divides what was rounded before by a deviation of about a half.
    try Self.expectSame(model, Self.pair(Self.golden("bends_3.npz")), tolerance: 2e-5)
    let kinds = model.layerOutlines.map(\.kind)
    #expect(["ReLU", "ELU", "LeakyReLU"].allSatisfy(kinds.contains))
  }

  @Test func layersForCuDNN() throws {
    let model = try Sequential(keras: Self.golden("cudnn_2.h5"))
    try Self.expectSame(model, Self.pair(Self.golden("cudnn_2.npz")))
  }

  @Test(arguments: ["chain_2.h5", "chain_3.keras"])
  func aChainIsAModel(name: String) throws {
    let major = name.contains("_2") ? 2 : 3
    let model = try Sequential(keras: Self.golden(name))
    try Self.expectSame(model, Self.pair(Self.golden("masked_\(major).npz")))
  }

  /// Sums, one in another, are residuals; numbers that `adapt` found, or that are given, become rescalings.
  @Test(arguments: ["around_3.keras", "around_3.h5"])
  func inputsAreAddedToWhatLayersGive(name: String) throws {
    let model = try Sequential(keras: Self.golden(name))
    try Self.expectSame(model, Self.pair(Self.golden("around_3.npz")), tolerance: 1e-5)
    #expect(model.layerOutlines.filter { $0.kind == "Residual" }.count == 2)
  }

  /// What would be another model is refused, and what can be done is said.
  @Test(arguments: [
    ("branch_2.h5", "\"add\": 2 inputs"), ("branch_3.keras", "\"add\": 2 inputs"),
    ("beside_3.keras", "\"add_6\": 2 inputs"), ("shifted_3.keras", "Add \"add_7\": a layer that is not here"),
    ("repeated_3.keras", "Add: (None, 6, 3) and (None, 6, 1): only equal shapes"),
    ("turned_3.keras", "\"lstm_8\": go_backwards: behind it Keras leaves out steps"),
  ])
  func aBranchIsRefusedByItsLayer(name: String, reason: String) throws {
    let error = #expect(throws: ForeignModelError.self) { try Sequential(keras: Self.golden(name)) }
    #expect(error?.description.contains(reason) == true, "\(error as Any)")
    let export = name.hasSuffix(".h5") ? "tf2onnx.convert --keras" : "format=\"onnx\""
    if !name.hasPrefix("repeated") { #expect(error?.description.contains(export) == true, "\(error as Any)") }
  }

  @Test func aModelOfAnotherClassIsRefusedByItsName() throws {
    let error = #expect(throws: ForeignModelError.self) { try Sequential(keras: Self.golden("own_3.keras")) }
    #expect(error?.description.contains("Own: a model of a class of one's own") == true, "\(error as Any)")
    #expect(try TensorArchive(contentsOf: Self.golden("own_3.keras")).tensors.count == 2)
  }

  private static func gates(_ hardSigmoid: Activation) -> Sequential {
    Sequential(
      [
        .lstm(4, recurrentActivation: hardSigmoid, returnSequences: true),
        .gru(3, recurrentActivation: hardSigmoid, returnSequences: true, goBackwards: true, resetAfter: false),
        .gru(3, useBias: false, returnSequences: true), .simpleRNN(2, activation: .relu),
      ], inputShape: [5, 3])
  }

  @Test(arguments: [2, 3])
  func weightsAloneGoIntoAModelOfTheSameLayers(major: Int) throws {
    let model = Self.gates(major == 2 ? .steepHardSigmoid : .hardSigmoid)
    try model.loadWeights(keras: Self.golden("gates_\(major).weights.h5"))
    try Self.expectSame(model, Self.pair(Self.golden("gates_\(major).npz")))
  }

  /// Sums have no weights: Keras has the layers inside beside the others.
  @Test(arguments: ["sums_3.weights.h5", "sums_3.h5"])
  func weightsAloneGoIntoResiduals(name: String) throws {
    let layers: [any LayerSpecification] = [
      .residual([
        .dense(3), .gru(3, returnSequences: true),
        .residual([.bidirectional(.gru(3, returnSequences: true), mergeMode: .sum)]), .dense(3, activation: .tanh),
      ]), .dense(4), .gru(2),
    ]
    let model = Sequential(layers, inputShape: [6, 3])
    try model.loadWeights(keras: Self.golden(name))
    try Self.expectSame(model, Self.pair(Self.golden("sums_3.npz")))
    let other = Sequential([.residual([.dense(3)]), .dense(4), .gru(2)], inputShape: [6, 3])
    #expect(throws: ForeignModelError.self) { try other.loadWeights(keras: Self.golden(name)) }
  }

  @Test func weightsOfSeveralFiles() throws {
    let layers: [any LayerSpecification] = [
      .zeroPadding1D(before: 1, after: 2), .pReLU(sharedAxes: [1]), .upSampling1D(2), .cropping1D(before: 1, after: 3),
      .pReLU(), .gru(3),
    ]
    let model = Sequential(layers, inputShape: [5, 3])
    try model.loadWeights(keras: Self.golden("steps_3.weights.json"))
    #expect(try TensorArchive(contentsOf: Self.golden("steps_3.weights.json")).tensors.count == 5)
    try Self.expectSame(model, Self.pair(Self.golden("steps_3.npz")))

    let folder = try TemporaryFolder()
    for file in ["../weights.h5", "", "a/b.h5"] {
      let index = try folder.write(#"{"weight_map": {"/layers/gru/cell/vars": ["\#(file)"]}}"#, to: "w.weights.json")
      let error = #expect(throws: FormatError.self) { try model.loadWeights(keras: index) }
      #expect(error?.description.contains("no plain name") == true)
    }
  }

  @Test(arguments: [2, 3])
  func weightsOfOtherLayersAreRefused(major: Int) throws {
    let path = Self.golden("gates_\(major).weights.h5")
    let fewer = Sequential([.lstm(4, returnSequences: true)], inputShape: [5, 3])
    let before = fewer.parameters.map(\.value)
    let unused = #expect(throws: ForeignModelError.self) { try fewer.loadWeights(keras: path) }
    #expect(unused?.description.contains("not in the module") == true, "\(unused as Any)")
    let other = Sequential(
      [
        .lstm(5, returnSequences: true), .gru(3, returnSequences: true, resetAfter: false),
        .gru(3, useBias: false, returnSequences: true), .simpleRNN(2),
      ], inputShape: [5, 3])
    let misshapen = #expect(throws: ForeignModelError.self) { try other.loadWeights(keras: path) }
    #expect(misshapen?.description.contains("expected [20, 3]") == true, "\(misshapen as Any)")
    #expect(fewer.parameters.map(\.value) == before)
  }

  @Test func weightsAloneAreNoModel() throws {
    let error = #expect(throws: ForeignModelError.self) { try Sequential(keras: Self.golden("gates_3.weights.h5")) }
    #expect(error?.description.contains("without a model's configuration") == true)
  }

  /// Compiled as it was, it goes on learning.
  @Test(arguments: ["words_2.h5", "words_3.h5"])
  func aCompiledModelLearns(name: String) throws {
    let model = try Sequential(keras: Self.golden(name))
    let pair = try Self.pair(Self.golden("words_3.npz"))
    let history = try model.fit(pair.x, Tensor([[1], [0], [1]]), epochs: 60)
    #expect(try #require(history["loss"].last) < 0.5 * #require(history["loss"].first))
    #expect(history["accuracy"].last == 1)
  }

  /// What was read is a model of ours like any other.
  @Test func itIsSavedInAFolder() throws {
    let folder = try TemporaryFolder()
    let model = try Sequential(keras: Self.golden("both_3.keras"))
    try model.save(to: folder.path("model"))
    try Self.expectSame(Sequential(contentsOf: folder.path("model")), Self.pair(Self.golden("both_3.npz")))
  }

  // MARK: Files made elsewhere

  @Test(
    .enabled(if: SharedModels.exists("keras3"), "shared/models/keras3 is absent"),
    arguments: [("seq.keras", "seq"), ("seq.h5", "seq"), ("func.keras", "func")])
  func sharedModels(name: String, pair: String) throws {
    let model = try Sequential(keras: SharedModels.path("keras3/\(name)"))
    try Self.expectSame(model, Self.pair(SharedModels.path("keras3/\(pair)_io.npz")))
  }

  @Test(.enabled(if: SharedModels.exists("crema"), "shared/models/crema is absent"))
  func cremaIsRefusedByItsLayer() throws {
    let error = #expect(throws: ForeignModelError.self) { try Sequential(keras: SharedModels.path("crema/model.h5")) }
    guard case .unsupported(let layer, _) = error?.problem else { return #expect(Bool(false), "\(error as Any)") }
    #expect(layer.contains("SqueezeLayer \"squeeze_layer_1\"") && layer.contains("Conv2D \"conv2d_1\""))
  }
}
