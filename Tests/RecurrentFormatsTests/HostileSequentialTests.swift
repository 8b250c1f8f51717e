import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentFormats

/// Folders of sequential models whose configuration says what cannot be. Each is refused with a typed error; a crash, or
/// memory for weights that are not there, ends the run.
@Suite struct HostileSequentialTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("model") }
  private let original: String

  init() throws {
    folder = try TemporaryFolder()
    let (forward, backward): (RecurrentSpecification, RecurrentSpecification) = (
      .lstm(3, returnSequences: true), .gru(3, returnSequences: true, goBackwards: true)
    )
    let dense: DenseSpecification = .dense(5, activation: .relu, biasInitializer: .uniform(-0.5...0.75))
    let model = Sequential(
      [
        .embedding(9, 4, maskZero: true), .spatialDropout1D(0.25), .bidirectional(forward, backwardLayer: backward),
        .timeDistributed(dense), .layerNormalization(), .globalAveragePooling1D(), .repeatVector(7), .flatten(),
        .dense(2, activation: .softmax),
      ], inputShape: [6])
    model.compile(
      optimizer: .adam(learningRate: 0.002), loss: .huber(delta: 0.625),
      metrics: [.precision(of: 0), .topKAccuracy(3)],
      clippingNorm: 4, schedules: [.epochs(.staircase(every: 11, factor: 0.5))])
    let x = IndexTensor((0..<8).map { row in (0..<6).map { Int32((row + $0) % 9) } })
    try model.fit(x, Tensor.ones([8, 2]), batchSize: 8)
    let path = folder.path("model")
    try model.save(to: path)
    original = try String(contentsOfFile: path + "/config.json", encoding: .utf8)
    // Without the seal, so that what the configuration says is looked at.
    let file = try SafetensorsFile(path: path + "/model.safetensors")
    let tensors = try file.entries.map {
      NamedTensor(name: $0.name, shape: $0.shape, values: try file.floats(named: $0.name))
    }
    try FileManager.default.removeItem(atPath: path + "/model.safetensors")
    try SafetensorsWriter.write(tensors, to: path + "/model.safetensors")
    _ = try Sequential(contentsOf: path)
  }

  private func write(_ text: String) throws { _ = try folder.write(text, to: "model/config.json") }

  @Test(arguments: [
    // Numbers
    (#""units" : 3"#, #""units" : 0"#, "GRU: units: expected 1 to 268435456, got 0"),
    (#""units" : 3"#, #""units" : -3"#, "GRU: units: expected 1 to 268435456, got -3"),
    (#""units" : 3"#, #""units" : 268435000"#, "Bidirectional: weights: expected at most the"),
    (#""units" : 3"#, #""units" : 9000000000000000000"#, "GRU: units: expected 1 to 268435456"),
    (#""units" : 3"#, #""units" : 99999999999999999999"#, "a number in it has decimals or digits that it cannot have"),
    (#""units" : 3"#, #""units" : "three""#, "at configuration.layers.2.options.backwardLayer.units: "),
    (#""units" : 3"#, #""units" : 2.5"#, "a number in it has decimals or digits that it cannot have"),
    (#""units" : 3"#, #""units" : 4"#, "weights: expected at most the"),
    (#""inputDim" : 9"#, #""inputDim" : 268435456"#, "Embedding: weights: expected at most the"),
    (#""outputDim" : 4"#, #""outputDim" : 0"#, "Embedding: outputDim: expected 1 to 268435456, got 0"),
    (#""rate" : 0.25"#, #""rate" : 1"#, "SpatialDropout1D: rate: expected 0 ..< 1, got 1.0"),
    (#""recurrentDropout" : 0"#, #""recurrentDropout" : -0.5"#, "recurrentDropout: expected 0 ..< 1, got -0.5"),
    (#""epsilon" : 0.001"#, #""epsilon" : 0"#, "LayerNormalization: epsilon: expected above 0, got 0.0"),
    (#""steps" : 7"#, #""steps" : 268435456"#, "Flatten: features of the output: expected at most 268435456"),
    // Words
    (#""kind" : "Embedding""#, #""kind" : "Embeding""#, #"the layer "Embeding" is none of this package's"#),
    (#""kind" : "GlobalAveragePooling1D""#, #""kind" : "GlobalMaxPooling1D""#, "has the options of a GlobalAverage"),
    (#""kind" : "Flatten""#, #""kind" : "Dense""#, #"at configuration.layers.7.options: "units" is missing"#),
    (#""kind" : "Flatten""#, #""kind" : null"#, "at configuration.layers.7.kind: "),
    (#""activation" : "relu""#, #""activation" : "rulu""#, #"no activation is called "rulu""#),
    (#""cell" : "lstm""#, #""cell" : "lstn""#, "at configuration.layers.2.options.layer.cell: "),
    (#""mergeMode" : "concatenate""#, #""mergeMode" : "sum""#, "Sequential: name and output shape of a layer"),
    (#""goBackwards" : true"#, #""goBackwards" : false"#, "Bidirectional: goBackwards of the backward layer"),
    (#""goBackwards" : false"#, #""goBackwards" : true"#, "Bidirectional: goBackwards of the layer"),
    (#""name" : "flatten""#, #""name" : "flat""#, "Sequential: name and output shape of a layer"),
    // First values
    (
      #""biasInitializer" : "zeros""#, #""biasInitializer" : "orthogonal""#,
      "biasInitializer: expected one for a vector"
    ),
    (#""kernelInitializer" : "glorotUniform""#, #""kernelInitializer" : "glorot""#, #"is called "glorot""#),
    ("-0.5,", "0.875,", "uniform: expected a smaller and a larger bound, got [0.875, 0.75]"),
    // What it was compiled with
    (#""adam" : {"#, #""atom" : {"#, "at configuration.compilation.optimizer: "),
    (#""beta1" : 0.9"#, #""beta1" : 1"#, "adam: beta1: expected 0 ..< 1, got 1.0"),
    (#""delta" : 0.625"#, #""delta" : -1"#, "huber: delta: expected above 0, got -1.0"),
    (#""huber" : {"#, #""custom" : {"#, "at configuration.compilation.loss.custom: "),
    (#""label" : 0"#, #""label" : 2"#, "precision_2: class: expected 0 ..< 2, got 2"),
    (#""k" : 3"#, #""k" : 0"#, "topKAccuracy: k: expected at least 1, got 0"),
    (#""every" : 11"#, #""every" : 0"#, "staircase: every: expected at least 1, got 0"),
    // How far training was
    (#""epochs" : 1"#, #""epochs" : -1"#, "training: epochs: expected 0 to"),
    (#""steps" : 1"#, #""steps" : 9223372036854775807"#, "training: steps: expected 0 to"),
    (#""compilation" : {"#, #""compiled" : {"#, "training: what the model was compiled with: expected to be there"),
    (#""seed" : 1"#, #""seed" : -1"#, "a number in it has decimals or digits that it cannot have"),
  ])
  func whatCannotBeIsRefused(_ old: String, _ new: String, _ reason: String) throws {
    let range = try #require(original.range(of: old), "\(old)")
    // A number goes to its end.
    try #require(!(original[range.upperBound...].first?.isNumber ?? false), "\(old)")
    try write(original.replacingCharacters(in: range, with: new))
    let error = #expect(throws: ModelFolderError.self) { try Sequential(contentsOf: path) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasPrefix(path + "/config.json: ") == true)
  }

  @Test(arguments: [
    ("[\n      6\n    ]", "[1000000000000]", "Embedding: size of an axis of the input: expected 1 to 268435456"),
    ("[\n      6\n    ]", "[0]", "Embedding: size of an axis of the input"),
    ("[\n      6\n    ]", "[]", "SpatialDropout1D: shape of the input: expected a sequence"),
    ("[\n      6\n    ]", "[6, 6]", "SpatialDropout1D: shape of the input: expected a sequence"),
    ("[\n      6\n    ]", "6", "at configuration.inputShape: "),
  ])
  func inputsThatCannotBeAreRefused(_ old: String, _ new: String, _ reason: String) throws {
    let key = "\"inputShape\" : "
    try #require(original.contains(key + old))
    try write(original.replacingOccurrences(of: key + old, with: key + new))
    let error = #expect(throws: ModelFolderError.self) { try Sequential(contentsOf: path) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  /// A random generator of zeros would draw zeros for ever, and some of its methods never end.
  @Test func aDeadRandomGeneratorIsRefused() throws {
    let state = /"s\d" : \d+/
    try write(original.replacing(state) { $0.output.prefix(7) + "0" })
    let error = #expect(throws: ModelFolderError.self) { try Sequential(contentsOf: path) }
    #expect(error?.description.contains("a state of zeros alone") == true)
  }

  private func layers(_ json: String) -> String {
    """
    {"format": "recurrent-model", "version": 1, "kind": "sequential", "configuration": {
      "seed": 1, "inputShape": [6], "history": {"epochs": []}, "layers": [\(json)]}}
    """
  }

  @Test func noLayersAtAll() throws {
    try write(layers(""))
    #expect(throws: ModelFolderError.self) { try Sequential(contentsOf: path) }
  }

  @Test(arguments: [20, 100, 100_000])
  func layersInLayersInLayers(_ depth: Int) throws {
    let (open, close) = (#"{"kind": "TimeDistributed", "options": {"layer": "#, "}}")
    let inner = String(repeating: open, count: depth) + #"{"kind": "Flatten", "options": {}}"#
    let layer = inner + String(repeating: close, count: depth)
    try write(layers(#"{"name": "flatten", "outputShape": [6], "#.appending(layer.dropFirst())))
    let error = #expect(throws: ModelFolderError.self) { try Sequential(contentsOf: path) }
    // Foundation's own limit comes first where they are very deep.
    let reason = depth > 200 ? "it is not valid JSON" : "layers lie deeper in layers than 16 times"
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test func aShapeOfManyAxes() throws {
    let axes = [String](repeating: "268435456", count: 1000).joined(separator: ", ")
    let flatten = #"{"name": "flatten", "outputShape": [6], "kind": "Flatten", "options": {}}"#
    try write(layers(flatten).replacingOccurrences(of: "[6], \"history\"", with: "[\(axes)], \"history\""))
    let error = #expect(throws: ModelFolderError.self) { try Sequential(contentsOf: path) }
    #expect(error?.description.contains("Flatten: features of the output") == true)
  }

  @Test(arguments: ["dense.weight", "optimizer/first_moment/dense.weight"])
  func missingAndForeignWeightsAreNamed(_ name: String) throws {
    let file = try SafetensorsFile(path: path + "/model.safetensors")
    let tensors = try file.entries.map {
      NamedTensor(name: $0.name, shape: $0.shape, values: try file.floats(named: $0.name))
    }
    func rewrite(_ tensors: [NamedTensor]) throws {
      try FileManager.default.removeItem(atPath: path + "/model.safetensors")
      try SafetensorsWriter.write(tensors, to: path + "/model.safetensors")
    }
    let renamed = tensors.map {
      NamedTensor(name: $0.name == name ? "other" : $0.name, shape: $0.shape, values: $0.values)
    }
    try rewrite(renamed)
    var error = #expect(throws: SafetensorsError.self) { try Sequential(contentsOf: path) }
    #expect(error?.problem == .otherTensors(missing: [name], unexpected: ["other"], misshapen: []))
    let foreign = name.replacingOccurrences(of: "dense", with: "dense_9")
    try rewrite(tensors + [NamedTensor(name: foreign, shape: [1], values: [0])])
    error = #expect(throws: SafetensorsError.self) { try Sequential(contentsOf: path) }
    #expect(error?.problem == .otherTensors(missing: [], unexpected: [foreign], misshapen: []))
  }

  @Test func aSafetensorsFileThatIsMissing() throws {
    try FileManager.default.removeItem(atPath: path + "/model.safetensors")
    #expect(throws: ModelFolderError.missingFile(path: path + "/model.safetensors")) {
      try Sequential(contentsOf: path)
    }
  }

  /// Every outcome but a typed error of ours or a model that works is a failure.
  @Test func randomDamageGivesTypedErrors() throws {
    var damage = Damage(seed: 11)
    let x = IndexTensor([[1, 2, 3, 0, 0, 8]])
    var survivors = 0
    for round in 0..<1000 {
      _ = try folder.write(damage.applied(to: Array(original.utf8)), to: "model/config.json")
      do {
        let model = try Sequential(contentsOf: path)
        #expect(try model.predict(x).count == 2)
        survivors += 1
      } catch {
        #expect(error is ModelFolderError || error is SafetensorsError, "round \(round): \(type(of: error)): \(error)")
      }
    }
    #expect(survivors < 500)
  }
}
