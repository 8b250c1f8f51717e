import Foundation
import Recurrent
import RecurrentKernels
import TestSupport
import Testing

@testable import RecurrentFormats
@testable import RecurrentLayers
@testable import RecurrentTraining

/// Every layer with every option goes into a folder and comes back. The lists are held against the sources: a layer or an
/// option that is missing here fails.
@Suite struct SavedLayerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let specification: any LayerSpecification
    let inputShape: Recurrent.LayerShape

    init(_ specification: any LayerSpecification, _ inputShape: Recurrent.LayerShape) {
      (self.specification, self.inputShape) = (specification, inputShape)
    }

    var testDescription: String { "\(specification)" }
  }

  private static let sequence: Recurrent.LayerShape = [4, 3]

  private static let withFirstState: RecurrentSpecification = {
    var layer = RecurrentSpecification.lstm(2)
    layer.firstState = .init(hidden: [0.5, -1], cell: [0, 2])
    return layer
  }()

  static let recurrent: [RecurrentSpecification] = [
    withFirstState, .lstm(5), .gru(5), .gru(4, resetAfter: false), .simpleRNN(5),
    .lstm(
      2, activation: .relu, recurrentActivation: .hardSigmoid, useBias: false, kernelInitializer: .heNormal,
      recurrentInitializer: .identity(0.5), biasInitializer: .ones, unitForgetBias: false, returnSequences: true,
      returnState: true, goBackwards: true, stateful: true, dropout: 0.25, recurrentDropout: 0.5,
      zeroOutputForMask: false),
    .gru(3, useBias: false, returnSequences: true), .gru(3, useBias: false, resetAfter: false),
    .simpleRNN(3, useBias: false, biasInitializer: .uniform(-0.5...0.5), goBackwards: true),
  ]

  static let cases: [Case] = recurrent.map { Case($0, sequence) } + bidirectional + others

  private static let bidirectional: [Case] = {
    let layers: [BidirectionalSpecification] = [
      .bidirectional(.lstm(3)), .bidirectional(.gru(3, returnSequences: true, stateful: true), mergeMode: .sum),
      .bidirectional(.simpleRNN(3), mergeMode: .multiply, backwardLayer: .lstm(3, goBackwards: true)),
      .bidirectional(.lstm(3, useBias: false), mergeMode: .average),
      .bidirectional(.lstm(3), backwardLayer: .gru(4, goBackwards: true, resetAfter: false)),
    ]
    return layers.map { Case($0, sequence) }
  }()

  private static let others: [Case] = [
    Case(.timeDistributed(.dense(2)), sequence), Case(.timeDistributed(.lstm(2)), [2, 4, 3]),
    Case(.timeDistributed(.timeDistributed(.bidirectional(.gru(2)))), [2, 3, 4, 3]),
    Case(.residual([.dense(3)]), sequence),
    Case(.residual([.gru(4, returnSequences: true), .residual([.dense(4)]), .dense(2)]), sequence),
    Case(.rescaling(0.5, offset: -1), sequence), Case(.rescaling([1, 2, 3], offset: [0, 0.5, 1]), [nil, 3]),
    Case(.embedding(7, 3), [nil]), Case(.embedding(9, 2, maskZero: true, initializer: .orthogonal), [4]),
    Case(.masking(), sequence), Case(.masking(-1), [nil, 3]),
    Case(.dense(4), [3]), Case(.dense(1, useBias: false), sequence),
    Case(.dense(2, activation: .softmax, kernelInitializer: .glorotNormal, biasInitializer: .constant(2)), [3]),
    Case(.activation(.relu), [3]), Case(.activation(.softmax), sequence),
    Case(.leakyReLU(), [3]), Case(.leakyReLU(negativeSlope: -0.5), sequence),
    Case(.reLU(), [3]), Case(.reLU(maximum: 0.5, negativeSlope: 0.25, threshold: 0.125), sequence),
    Case(.elu(), [3]), Case(.elu(alpha: 0.5), sequence), Case(.activation(.gelu), [3]),
    Case(.pReLU(), [3]), Case(.pReLU(alphaInitializer: .constant(0.2), sharedAxes: [1]), [nil, 3]),
    Case(.zeroPadding1D(), sequence), Case(.zeroPadding1D(before: 0, after: 3), [nil, 3]),
    Case(.cropping1D(), sequence), Case(.cropping1D(before: 2, after: 0), [nil, 3]),
    Case(.upSampling1D(), sequence), Case(.upSampling1D(3), [nil, 3]),
    Case(.dropout(0.4), [3]), Case(.dropout(0.1), sequence),
    Case(.spatialDropout1D(0.4), sequence), Case(.spatialDropout1D(0.2), sequence),
    Case(.layerNormalization(), [3]), Case(.layerNormalization(epsilon: 0.5, scale: false), sequence),
    Case(.layerNormalization(center: false), [3]),
    Case(.batchNormalization(), sequence),
    Case(.batchNormalization(momentum: 0.5, epsilon: 0.1, center: false, scale: false), [3]),
    Case(.conv1D(2, kernelSize: 3), sequence),
    Case(
      .conv1D(
        6, kernelSize: 2, strides: 2, padding: .same, dilationRate: 1, groups: 3, activation: .relu, useBias: false,
        kernelInitializer: .heNormal, biasInitializer: .ones), [nil, 3]),
    Case(.conv1D(2, kernelSize: 2, padding: .causal, dilationRate: 2), sequence),
    Case(.averagePooling1D(), sequence), Case(.averagePooling1D(3, strides: 2, padding: .same), [nil, 3]),
    Case(.maxPooling1D(), sequence), Case(.maxPooling1D(3, strides: 1, padding: .same), sequence),
    Case(.reshape([2, nil]), sequence), Case(.reshape([12]), sequence), Case(.permute([2, 1]), sequence),
    Case(.permute([1, 3, 2]), [2, 3, 4]),
    Case(.globalAveragePooling1D(), sequence), Case(.globalMaxPooling1D(), sequence),
    Case(.unitNormalization(), sequence), Case(.unitNormalization(), [2]),
    Case(.repeatVector(3), [2]), Case(.repeatVector(5), [4]), Case(.flatten(), sequence), Case(.flatten(), [nil, 3]),
  ]

  /// As `config.json` has it.
  private func json(_ specification: any LayerSpecification) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try encoder.encode(SavedLayer(specification))
  }

  /// An input of the shape, unknown sizes being 4.
  private func input(of shape: Recurrent.LayerShape, _ specification: any LayerSpecification) -> Samples {
    let axes = [3] + shape.axes.map { $0 ?? 4 }
    var generator = RandomGenerator(seed: 8)
    guard specification is EmbeddingSpecification else {
      return .numbers(Tensor.uniform(axes, in: -1...1, using: &generator))
    }
    let count = axes.reduce(1, *)
    return .indices(IndexTensor(shape: axes, scalars: (0..<count).map { _ in Int32(generator.nextIndex(below: 7)) }))
  }

  // MARK: They come back

  @Test(arguments: cases)
  func aLayerComesBack(_ case: Case) throws {
    let folder = try TemporaryFolder()
    let model = Sequential([`case`.specification], inputShape: `case`.inputShape, seed: 5)
    var generator = RandomGenerator(seed: 6)
    // No weight is left what some rule makes it; what is no weight, a variance, is above 0.
    for named in model.namedParameters {
      let range: ClosedRange<Float> = named.parameter.isTrained ? -1...1 : 0.1...1
      named.parameter.value = Tensor.uniform(named.parameter.shape, in: range, using: &generator)
    }
    try model.save(to: folder.path("model"))
    let copy = try Sequential(contentsOf: folder.path("model"))
    #expect(try json(copy.specifications[0]) == json(`case`.specification))
    #expect(copy.summary() == model.summary())
    let x = input(of: `case`.inputShape, `case`.specification)
    #expect(try copy.predict(x) == model.predict(x))
    // What is dropped, too, and what a stateful layer has carried by now.
    let outputs = try [copy, model].map { model in
      try withRandomSource(RandomSource(seed: 2)) { try withTraining { try model.predict(x) } }
    }
    #expect(outputs[0] == outputs[1])
  }

  @Test(arguments: cases)
  func theOutlineIsWhatIsBuilt(_ case: Case) throws {
    let outline = try `case`.specification.outline(inputShape: `case`.inputShape)
    let layer = try `case`.specification.build(inputShape: `case`.inputShape)
    #expect(outline.parameterCount == layer.module.namedParameters.reduce(0) { $0 + $1.parameter.count })
    let output = try Sequential([`case`.specification]).predict(input(of: `case`.inputShape, `case`.specification))
    #expect(output.rank == outline.outputShape.rank + 1)
    for (found, expected) in zip(output.shape.dropFirst(), outline.outputShape.axes) {
      #expect(expected == nil || expected == found)
    }
  }

  @Test(arguments: Activation.allCases)
  func everyActivationComesBack(_ activation: Activation) throws {
    let layers: [any LayerSpecification] = [
      .lstm(2, activation: activation, recurrentActivation: activation),
      .dense(1, activation: .elementwise(activation)),
    ]
    for layer in layers {
      let data = try json(layer)
      #expect(try json(JSONDecoder().decode(SavedLayer.self, from: data).specification) == data)
      #expect(String(decoding: data, as: UTF8.self).contains("\"\(activation.rawValue)\""))
    }
  }

  @Test(arguments: LayerFunction.allCases)
  func everyFunctionComesBack(_ function: LayerFunction) throws {
    let data = try JSONEncoder().encode([LayerActivation.function(function)])
    #expect(String(decoding: data, as: UTF8.self) == "[\"\(function.rawValue)\"]")
    #expect(try JSONDecoder().decode([LayerActivation].self, from: data) == [.function(function)])
  }

  /// A folder of before has no word of them.
  @Test func aLayerNormalizationHasAFactorAndABiasUnlessItSaysElse() throws {
    let saved = Data(#"{"kind": "LayerNormalization", "options": {"epsilon": 0.5}}"#.utf8)
    let layer = try JSONDecoder().decode(SavedLayer.self, from: saved).specification as? LayerNormalizationSpecification
    #expect(layer?.epsilon == 0.5 && layer?.center == true && layer?.scale == true)
  }

  @Test(
    arguments: [
      .zeros, .ones, .constant(3), .uniform(-0.05...0.05), .uniform(inverseRootOf: 3),
      .normal(mean: 1, standardDeviation: 0.1), .truncatedNormal(mean: -1, standardDeviation: 0.3), .glorotUniform,
      .glorotNormal, .heUniform, .heNormal, .lecunUniform, .lecunNormal,
      .varianceScaling(scale: 3, fan: .outputs, distribution: .normal), .orthogonal, .identity(), .identity(0.1),
    ] as [Initializer])
  func everyInitializerComesBack(_ initializer: Initializer) throws {
    let data = try JSONEncoder().encode([initializer])
    #expect(try JSONDecoder().decode([Initializer].self, from: data) == [initializer])
    // Listed: a new one must be here.
    switch initializer {
    case .constant, .uniform, .normal, .truncatedNormal, .varianceScaling, .orthogonal, .identity: break
    }
  }

  /// Drawing an orthogonal matrix of a thousand rows, to overwrite it at once, would take longer than reading it.
  @Test func whatIsToBeReadIsNotDrawn() {
    func weights() -> [Float] {
      Sequential([.lstm(4), .dense(1)], inputShape: [2, 3]).namedParameters.flatMap { $0.parameter.value.scalars }
    }
    #expect(Parameter.$isToBeOverwritten.withValue(true, operation: weights).filter { $0 != 0 } == [1, 1, 1, 1])
    #expect(weights().count { $0 != 0 } > 50)
  }

  // MARK: None is forgotten

  /// The types of the sources that are layer specifications.
  private func declaredTypes() throws -> Set<String> {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    let declaration = /^(?:public |final )*(?:struct|class|enum|actor|extension) (\w+):[^{]*\bLayerSpecification\b/
      .anchorsMatchLineEndings()
    return try files.reduce(into: []) { types, file in
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      types.formUnion(text.matches(of: declaration).map { String($0.1) })
    }
  }

  @Test func everySpecificationOfTheSourcesIsRead() throws {
    let declared = try declaredTypes()
    #expect(declared.count > 10)
    #expect(Set(SavedLayer.builtIn.values.map { "\($0)" }) == declared)
  }

  @Test func everyKindIsTried() {
    #expect(Set(Self.cases.map(\.specification.kind)) == Set(SavedLayer.builtIn.keys))
    let modes = Self.cases.compactMap { ($0.specification as? BidirectionalSpecification)?.mergeMode }
    #expect(Set(modes) == Set(Bidirectional.MergeMode.allCases))
    #expect(Set(Self.recurrent.map(\.cell)) == Set(Cell.allCases))
  }

  /// An option that has one value in all cases could get lost unseen.
  @Test func everyOptionIsTried() throws {
    var values: [String: Set<String>] = [:]
    for tried in Self.cases {
      let saved = try JSONSerialization.jsonObject(with: json(tried.specification)) as? [String: Any]
      let options = try #require(saved?["options"] as? [String: Any])
      for (option, value) in options {
        values["\(type(of: tried.specification)).\(option)", default: []].insert("\(value)")
      }
      // What it says by stored properties it says in the file, or by its absence.
      for child in Mirror(reflecting: tried.specification).children {
        let name = "\(type(of: tried.specification)).\(child.label ?? "")"
        values[name, default: []].insert(options[child.label ?? ""].map { "\($0)" } ?? "absent")
      }
    }
    #expect(values.count > 30)
    for (option, values) in values { #expect(values.count >= 2, "\(option) is \(values) in all cases") }
  }
}
