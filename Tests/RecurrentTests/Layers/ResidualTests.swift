import Recurrent
import TestSupport
import Testing

/// Layers whose input is added to what they give, and numbers that are rescaled.
@Suite struct ResidualTests {
  private let folder = try! TemporaryFolder()

  /// In a residual, in another one, beside a knob.
  private func model() -> Sequential {
    Sequential(
      [
        .rescaling([2, 1], offset: [0, -1]),
        .residual([
          .gru(3, returnSequences: true), .residual([.dense(3, activation: .tanh)]), .lstm(4, returnSequences: true),
          .dense(1),
        ]),
        .rescaling(0.5, offset: 3),
      ], inputShape: [nil, 2], seed: 4)
  }

  private func input(_ batch: Int, _ steps: Int) -> Tensor {
    var random = RandomGenerator(seed: 9)
    return Tensor.uniform([batch, steps, 2], in: -1...1, using: &random)
  }

  @Test func theInputIsAdded() throws {
    let model = model()
    #expect(model.summaryRows.map(\.name) == ["rescaling", "residual", "rescaling_1"])
    #expect(model.summaryRows[1].outputShape == [nil, 1])
    let x = input(2, 5)
    let scaled = x * Tensor([2, 1]) + Tensor([0, -1])
    let residual = try #require(model.layer(named: "residual", as: Residual.self))
    let names = ["gru", "residual", "lstm", "dense"]
    #expect(residual.children.map(\.name) == names)
    let modules = residual.children.map(\.module)
    let first = (modules[0] as! RecurrentLayer)(scaled).output
    let second = first + (modules[1].children[0].module as! Dense)(first)
    let last = (modules[3] as! Dense)((modules[2] as! RecurrentLayer)(second).output)
    let expected = (last + scaled.slice(0..<1, axis: 2)) * 0.5 + 3
    #expect(try model.predict(x).distance(to: expected) < 1e-6)
  }

  /// A step at a time, of one sequence and of several, as the whole.
  @Test func itStreams() throws {
    let model = model()
    let (x, whole) = (input(3, 6), try model.predict(input(3, 6)))
    let (stream, group) = (try model.makeStream(), try model.makeStreamGroup())
    let members = (0..<3).map { _ in group.open() }
    var state = stream.initialState()
    for step in 0..<6 {
      let inputs = x.slice(step..<(step + 1), axis: 1).reshaped([3, 2])
      let expected = whole.slice(step..<(step + 1), axis: 1).reshaped([3, 1])
      #expect(try group.step(members, inputs).distance(to: expected) < 1e-6)
      let one = try stream.step(inputs.slice(0..<1, axis: 0).reshaped([2]), state: &state)
      #expect(abs(one.scalars[0] - expected.scalars[0]) < 1e-6)
    }
    let both = Sequential([.residual([.bidirectional(.gru(1, returnSequences: true))])], inputShape: [nil, 2])
    #expect(throws: SpecificationError.self) { try both.makeStream() }
  }

  @Test func itIsSavedAndLearns() throws {
    let model = model()
    let x = input(8, 5)
    let y = x.slice(0..<1, axis: 2) * 3
    model.compile(optimizer: .adam(learningRate: 0.02), loss: .meanSquaredError)
    let history = try model.fit(x, y, epochs: 200, verbose: false)
    let losses = history["loss"]
    #expect(losses.count == 200 && losses[199] < 0.5 * losses[0])
    try model.save(to: folder.path("model"))
    let loaded = try Sequential(contentsOf: folder.path("model"))
    #expect(try loaded.predict(x).scalars == model.predict(x).scalars)
  }

  @Test func gradients() throws {
    let specification: ResidualSpecification = .residual([.dense(3, activation: .tanh), .dense(2)])
    let layer = try specification.build(inputShape: [nil, 3])
    let rescaling = Rescaling(scale: [2, -1], offset: [0.5])
    try expectInputGradients([Tensor.test([2, 4, 3])]) {
      rescaling(layer(LayerValue($0[0])).numbers).fingerprint()
    }
  }

  /// What is added must fit what comes out.
  @Test func whatDoesNotFitIsRefused() {
    let wrong: [[any LayerSpecification]] = [
      [.dense(3)], [.gru(2)], [.embedding(5, 2)], [], [.conv1D(2, kernelSize: 3)],
    ]
    for layers in wrong {
      let error = #expect(throws: SpecificationError.self) {
        try ResidualSpecification.residual(layers).outline(inputShape: [7, 2])
      }
      #expect(error?.subject == "Residual")
    }
    let scales: RescalingSpecification = .rescaling([1, 2, 3])
    #expect(throws: SpecificationError.self) { try scales.outline(inputShape: [7, 2]) }
  }
}
