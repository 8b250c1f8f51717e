import Recurrent
import Testing

@Suite struct ParameterStoreTests {
  private struct Model: Module {
    let embedding = Embedding(count: 3, size: 2)
    let lstm = LSTM(inputSize: 2, hiddenSize: 2, layers: 2, direction: .bidirectional)
    let decoder = Dense(inputSize: 4, outputSize: 3)
    let heads = [Dense(inputSize: 4, outputSize: 1, bias: false), Dense(inputSize: 4, outputSize: 1, bias: false)]
    let extra = Parameter(name: "temperature", shape: [1], initializer: .constant(2))
    let note = "neither a layer nor a parameter"
  }

  @Test func namesArePyTorchs() {
    let names = Model().namedParameters.map(\.name)
    let lstm = ["l0", "l0_reverse", "l1", "l1_reverse"].flatMap { suffix in
      ["weight_ih_", "weight_hh_", "bias_ih_", "bias_hh_"].map { "lstm.\($0)\(suffix)" }
    }
    #expect(
      names == ["temperature", "embedding.weight"] + lstm
        + ["decoder.weight", "decoder.bias", "heads.0.weight", "heads.1.weight"])
  }

  @Test func shapesArePyTorchs() throws {
    let store = ParameterStore(Model())
    let shape = { (name: String) in try #require(store[name]).shape }
    #expect(try shape("lstm.weight_ih_l0") == [8, 2])
    #expect(try shape("lstm.weight_ih_l1_reverse") == [8, 4])
    #expect(try shape("lstm.weight_hh_l1") == [8, 2])
    #expect(try shape("lstm.bias_hh_l1") == [8])
    #expect(try shape("decoder.weight") == [3, 4])
    #expect(store["nothing"] == nil)
    #expect(store.count == store.parameters.reduce(0) { $0 + $1.parameter.shape.reduce(1, *) })
  }

  @Test func takingInKeepsTheValues() {
    let model = seeded { Model() }
    let before = model.namedParameters.map(\.parameter.value)
    #expect(model.decoder.weight.gradient == nil)
    let store = ParameterStore(model)
    #expect(store.parameters.map(\.parameter.value) == before)
    #expect(model.decoder.weight.gradient == Tensor.zeros([3, 4]))
  }

  @Test func parametersAreViews() {
    let model = Model()
    let store = ParameterStore(model)
    let saved = store.values
    store.values = saved * 0
    #expect(model.decoder.weight.value == Tensor.zeros([3, 4]))
    model.decoder.bias?.value = Tensor([1, 2, 3])
    #expect(store.values.sum().item == 6)
    store.values = saved
    #expect(store.values == saved)
    store.initialize(with: .constant(0.5))
    #expect(model.extra.value == Tensor([0.5]))
  }

  @Test func anAverageFollowsTheValuesAndIsACopy() {
    let layer = Dense(inputSize: 1, outputSize: 1)
    let store = ParameterStore(layer)
    layer.weight.value = Tensor([[8]])
    layer.bias?.value = Tensor([-4])
    let start = store.values
    var average = start
    layer.weight.value = Tensor([[16]])
    layer.bias?.value = Tensor([4])
    store.blend(into: &average, keeping: 0.75)
    #expect(start.sum().item == 4)
    store.values = average
    #expect(layer.weight.value == Tensor([[10]]))
    #expect(layer.bias?.value == Tensor([-2]))
  }

  @Test func gradientsStartAnewAtEachScope() throws {
    let layer = Dense(inputSize: 1, outputSize: 1)
    let store = ParameterStore(layer)
    for _ in 0..<2 {
      let loss = try store.withGradients { layer(Tensor([[3]])).sum() }
      #expect(loss == layer(Tensor([[3]])).item)
      #expect(layer.weight.gradient == Tensor([[3]]))
    }
    #expect(abs(store.gradientNorm() - 10.0.squareRoot()) < 1e-12)
  }

  @Test func whatIsOutsideTheStoreIsFrozen() throws {
    let model = seeded { Model() }
    let store = ParameterStore(model.decoder)
    try store.withGradients { model.decoder(model.lstm(.test([1, 2, 2])).output).sum() }
    #expect(model.lstm.parameters.allSatisfy { $0.gradient == nil })
    #expect(store.gradientNorm() > 0)
  }

  @Test func aLossThatIsNotANumberIsAnError() throws {
    let layer = seeded { Dense(inputSize: 1, outputSize: 1) }
    let store = ParameterStore(layer)
    #expect(throws: TrainingError.nonFiniteLoss(.infinity)) {
      try store.withGradients { layer(Tensor([[1]])).sum() * 0 + .infinity }
    }
    #expect(throws: TrainingError.self) { try store.withGradients { layer(Tensor([[.nan]])).sum() } }
  }
}
