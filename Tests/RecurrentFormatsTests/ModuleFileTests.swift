import Recurrent
import TestSupport
import Testing

@Suite struct ModuleFileTests {
  struct Model: Module {
    let embedding: Embedding
    let lstm: LSTM
    let decoder: Dense

    init(hiddenSize: Int = 6, seed: UInt64) {
      (embedding, lstm, decoder) = withRandomSource(RandomSource(seed: seed)) {
        (
          Embedding(count: 5, size: 4), LSTM(inputSize: 4, hiddenSize: hiddenSize, layers: 2),
          Dense(inputSize: hiddenSize, outputSize: 5)
        )
      }
    }

    var values: [[Float]] { namedParameters.map { $0.parameter.value.scalars } }
  }

  let folder = try! TemporaryFolder()
  var path: String { folder.path("model") }

  @Test func aModelComesBackIntoItsStore() throws {
    let model = Model(seed: 1)
    try ModelFolder.write(kind: "test", configuration: 0, vocabulary: nil, model: model, to: path)
    let other = Model(seed: 2)
    let store = ParameterStore(other)
    #expect(other.values != model.values)
    let weights = try ModelFolder(reading: path).weights
    try weights.load(into: other)
    #expect(other.values == model.values)
    #expect(store["lstm.weight_ih_l1"]?.value.scalars == model.lstm.namedParameters[4].parameter.value.scalars)
    #expect(weights.entry(named: "lstm.weight_ih_l1")?.shape == [24, 6])
    #expect(weights.entry(named: "decoder.weight")?.shape == [5, 6])
  }

  @Test func aModuleSavesAndLoadsByItself() throws {
    let model = Model(seed: 1)
    try model.save(to: path)
    let other = Model(seed: 2)
    try other.loadWeights(contentsOf: path)
    #expect(other.values == model.values)
    // Another thing's folder is no module's, and the other way round.
    #expect(throws: ModelFolderError.self) { try Sequential(contentsOf: path) }
    let sequential = Sequential([.dense(1)], inputShape: [2])
    try sequential.save(to: folder.path("sequential"))
    #expect(throws: ModelFolderError.self) { try other.loadWeights(contentsOf: folder.path("sequential")) }
    #expect(other.values == model.values)
  }

  @Test func anotherModelsFileLeavesTheModelAsItWas() throws {
    try ModelFolder.write(kind: "test", configuration: 0, vocabulary: nil, model: Model(seed: 1), to: path)
    let larger = Model(hiddenSize: 7, seed: 2)
    let before = larger.values
    let error = #expect(throws: SafetensorsError.self) { try ModelFolder(reading: path).weights.load(into: larger) }
    guard case .otherTensors([], [], let misshapen) = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(misshapen.count == 9)
    #expect(misshapen.first == .init(name: "lstm.weight_ih_l0", found: [24, 4], expected: [28, 4]))
    #expect(larger.values == before)
  }
}
