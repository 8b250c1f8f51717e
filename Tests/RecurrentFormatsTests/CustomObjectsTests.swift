import Recurrent
import TestSupport
import Testing

@testable import RecurrentFormats

/// x + f(x W): what a user's own layer looks like.
private struct Shortcut: Module {
  let dense: Dense

  func callAsFunction(_ x: Tensor) -> Tensor { x + dense(x) }
}

private struct ShortcutSpecification: LayerSpecification {
  var activation: LayerActivation = .relu

  var kind: String { "Shortcut" }

  func outline(inputShape: Recurrent.LayerShape) throws(SpecificationError) -> LayerOutline {
    let size = try inputShape.features(for: kind)
    return LayerOutline(outputShape: inputShape, parameterCount: size * (size + 1))
  }

  func build(inputShape: Recurrent.LayerShape) throws(SpecificationError) -> BuiltLayer {
    let size = try inputShape.features(for: kind)
    let layer = Shortcut(dense: Dense(inputSize: size, outputSize: size, activation: activation))
    return BuiltLayer(layer) { value in value.map { layer($0) } }
  }
}

@Suite struct CustomObjectsTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("model") }
  private let x = Tensor(shape: [8, 3], scalars: (0..<24).map { Float($0 % 7) / 7 })
  private let y = Tensor(shape: [8, 1], scalars: (0..<8).map { Float($0) / 8 })

  init() throws { folder = try TemporaryFolder() }

  private static let fourthPower = Loss("fourthPower") { batch in
    guard case .numbers(let targets) = batch.targets else { return Tensor(0) }
    let square = (batch.predictions - targets) * (batch.predictions - targets)
    return (square * square).mean()
  }
  private static let share = MeanMetric("share") { predictions, _ in predictions.scalars.map { $0 > 0 ? 1 : 0 } }
  private static let slow = OptimizerRule("slow") { SGD($0, learningRate: 0.001, momentum: 0.5) }

  private static let all = CustomObjects(
    layers: ["Shortcut": ShortcutSpecification.self], optimizers: [slow], losses: [fourthPower], metrics: [share])

  @Test func aModelOfOnesOwnPartsComesBack() throws {
    let model = Sequential(
      [
        ShortcutSpecification(activation: .tanh), .repeatVector(2), .timeDistributed(ShortcutSpecification()), .lstm(2),
        .dense(1),
      ])
    model.compile(optimizer: Self.slow, loss: Self.fourthPower, metrics: [Self.share, .meanAbsoluteError])
    try model.fit(x, y, epochs: 2)
    try model.save(to: path)
    let copy = try Sequential(contentsOf: path, customObjects: Self.all)
    #expect(try copy.predict(x) == model.predict(x))
    #expect(try copy.fit(x, y, epochs: 2) == model.fit(x, y, epochs: 2))
    #expect(try copy.predict(x) == model.predict(x))
  }

  @Test func whatIsMissingIsNamed() throws {
    func expectMissing(_ role: MissingCustomObject.Role, _ name: String, in objects: CustomObjects) {
      let error = #expect(throws: ModelFolderError.self) { try Sequential(contentsOf: path, customObjects: objects) }
      #expect(
        error == .missingCustomObject(path: "\(path)/config.json", MissingCustomObject(role: role, name: name)))
    }
    let model = Sequential([.repeatVector(2), .timeDistributed(ShortcutSpecification()), .flatten(), .dense(1)])
    model.compile(optimizer: Self.slow, loss: Self.fourthPower, metrics: [Self.share])
    _ = try model.predict(x)
    try model.save(to: path)
    var objects = CustomObjects()
    expectMissing(.layer, "Shortcut", in: objects)
    objects.layers = Self.all.layers
    expectMissing(.optimizer, "slow", in: objects)
    objects.optimizers = Self.all.optimizers
    expectMissing(.loss, "fourthPower", in: objects)
    objects.losses = Self.all.losses
    expectMissing(.metric, "share", in: objects)
    objects.metrics = Self.all.metrics
    #expect(try Sequential(contentsOf: path, customObjects: objects).predict(x) == model.predict(x))
    #expect(
      "\(MissingCustomObject(role: .layer, name: "Shortcut"))"
        == #"the layer "Shortcut" is none of this package's: read the model with CustomObjects(layers: ["Shortcut": its specification's type])"#
    )
  }

  /// Its file could not be told from one of ours.
  @Test func theNamesOfOurLayersAreTaken() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      struct Dense: LayerSpecification {
        var kind: String { "Dense" }
        func outline(inputShape: Recurrent.LayerShape) throws(SpecificationError) -> LayerOutline {
          LayerOutline(outputShape: inputShape)
        }
        func build(inputShape: Recurrent.LayerShape) throws(SpecificationError) -> BuiltLayer {
          BuiltLayer(Flatten()) { $0 }
        }
      }
      _ = Sequential([Dense()], inputShape: [3])
    }
    let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(said.contains("Dense: kind of a layer of one's own: expected one that is none of this package's"))
  }

  @Test func anOutlineThatIsWrongIsSeen() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      struct Sloppy: LayerSpecification {
        var kind: String { "Sloppy" }
        func outline(inputShape: Recurrent.LayerShape) throws(SpecificationError) -> LayerOutline {
          LayerOutline(outputShape: inputShape)
        }
        func build(inputShape: Recurrent.LayerShape) throws(SpecificationError) -> BuiltLayer {
          BuiltLayer(LayerNorm(size: 3)) { $0 }
        }
      }
      _ = Sequential([Sloppy()], inputShape: [3])
    }
    let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(said.contains("Sloppy: weights: expected 0 as in its outline, got 6"))
  }
}
