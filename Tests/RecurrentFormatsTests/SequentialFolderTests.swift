import Foundation
import Recurrent
import RecurrentFoundation
import TestSupport
import Testing

@testable import RecurrentFormats

@Suite struct SequentialFolderTests {
  private let folder: TemporaryFolder
  private let x: Tensor
  private let y: Tensor

  init() throws {
    folder = try TemporaryFolder()
    var generator = RandomGenerator(seed: 3)
    x = Tensor.uniform([24, 5, 2], using: &generator)
    y = Tensor.uniform([24, 1], using: &generator)
  }

  private func makeModel(seed: UInt64 = 1, units: Int = 3) -> Sequential {
    let model = Sequential([.gru(units), .dense(1)], seed: seed)
    model.compile(optimizer: .adam(learningRate: 0.02), loss: .meanSquaredError, metrics: [.meanAbsoluteError])
    return model
  }

  @Test func theWholeModelComesBack() throws {
    let model = makeModel()
    let history = try model.fit(x, y, epochs: 2)
    try model.save(to: folder.path("model"))
    let copy = try Sequential(contentsOf: folder.path("model"))
    #expect(try copy.predict(x) == model.predict(x))
    #expect(copy.summary() == model.summary())
    #expect(copy.history == history && copy.inputShape == [5, 2])
    // The loss and the metrics too.
    #expect(try copy.evaluate(x, y) == model.evaluate(x, y))
  }

  @Test func aModelNeedNotBeTrainedNorCompiled() throws {
    let model = Sequential([.lstm(4), .dense(2, activation: .softmax)], inputShape: [nil, 2])
    try model.save(to: folder.path("model"))
    let copy = try Sequential(contentsOf: folder.path("model"))
    #expect(try copy.predict(x) == model.predict(x))
    #expect(copy.inputShape == [nil, 2] && copy.history.epochs.isEmpty)
    model.compile(optimizer: .sgd, loss: .meanSquaredError)
    try model.save(to: folder.path("model"))
    let compiled = try Sequential(contentsOf: folder.path("model"))
    let y = Tensor.ones([24, 2])
    #expect(try compiled.fit(x, y) == model.fit(x, y))
    #expect(try compiled.predict(x) == model.predict(x))
  }

  @Test func historyIsOfAllEpochsSinceCompiling() throws {
    let model = makeModel()
    try model.fit(x, y, epochs: 2)
    try model.fit(x, y, epochs: 1, validationSplit: 0.5)
    #expect(model.history.epochs.map(\.epoch) == [1, 2, 3])
    #expect(model.history["loss"].count == 3 && model.history["val_loss"].count == 1)
    model.compile(loss: .meanSquaredError)
    #expect(model.history == History())
  }

  @Test func theConfigurationReadsLikeTheModel() throws {
    let model = Sequential([.lstm(3, returnSequences: true, dropout: 0.2), .dense(1)], inputShape: [nil, 2])
    model.compile(
      optimizer: .rmsprop(learningRate: 0.5), loss: .huber(delta: 2), metrics: [.f1(of: 0)],
      schedules: [.steps(.warmUp(over: 4))])
    try model.save(to: folder.path("model"))
    let text = try String(contentsOfFile: folder.path("model/config.json"), encoding: .utf8)
    for line in [
      #""kind" : "LSTM","#, #""units" : 3"#, #""returnSequences" : true,"#, #""dropout" : 0.2,"#,
      #""recurrentInitializer" : "orthogonal","#, #""recurrentActivation" : "sigmoid","#, #""name" : "lstm","#,
      #""activation" : "linear","#, #""learningRate" : 0.5,"#, #""delta" : 2"#, #""f1" : {"#, #""first" : {"#,
      #""curve" : {"#,
    ] {
      #expect(text.contains(line), "\(line)")
    }
    // No value without a name.
    #expect(!text.contains("_0"))
  }

  @Test func theFolderHoldsTheBestEpoch() throws {
    let model = makeModel()
    let path = folder.path("model")
    let history = try model.fit(
      x, y, epochs: 12, validationSplit: 0.5, callbacks: [Checkpoint(model, to: path)])
    let saved = try Sequential(contentsOf: path)
    #expect(saved.history["val_loss"].last == history["val_loss"].min())
    let half = (x.slice(12..<24, axis: 0), y.slice(12..<24, axis: 0))
    #expect(try saved.evaluate(half.0, half.1).loss == history["val_loss"].min())
  }

  // MARK: Weights alone

  @Test func weightsGoIntoAModelOfTheSameLayers() throws {
    let path = folder.path("model")
    let model = makeModel()
    try model.fit(x, y)
    try model.save(to: path)
    // Other options, another seed, and its input not seen yet.
    let copy = Sequential([.gru(3, dropout: 0.5), .dense(1)], seed: 7)
    try copy.loadWeights(contentsOf: path)
    #expect(try copy.predict(x) == model.predict(x))
    #expect(copy.history.epochs.isEmpty)
  }

  @Test func otherModelsAreNotTaken() throws {
    let path = folder.path("model")
    let model = makeModel()
    _ = try model.predict(x)
    try model.save(to: path)
    let deeper = Sequential([.gru(3), .gru(3), .dense(1)])
    #expect(
      throws: ModelFolderError.otherLayers(path: path, found: ["GRU", "Dense"], expected: ["GRU", "GRU", "Dense"])
    ) { try deeper.loadWeights(contentsOf: path) }
    let narrower = Sequential([.gru(2), .dense(1)], inputShape: [5, 2])
    let before = try narrower.predict(x)
    #expect(throws: SafetensorsError.self) { try narrower.loadWeights(contentsOf: path) }
    #expect(try narrower.predict(x) == before)
    let unbuilt = Sequential([.gru(2), .dense(1)])
    #expect(throws: SafetensorsError.self) { try unbuilt.loadWeights(contentsOf: path) }
    #expect(try unbuilt.predict(x) == before)
    #expect(throws: ModelFolderError.self) { try makeModel(units: 4).loadWeights(contentsOf: path) }
    #expect(throws: ModelFolderError.noModel(path: folder.path("none"))) {
      try model.loadWeights(contentsOf: folder.path("none"))
    }
    #expect(throws: ModelFolderError.noModel(path: folder.path("none"))) {
      try Sequential(contentsOf: folder.path("none"))
    }
  }

  @Test func theLogIsAFile() throws {
    let path = folder.path("log.csv")
    let model = makeModel()
    let history = try model.fit(x, y, epochs: 2, callbacks: [try CSVLog(path: path)])
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3 && lines[0] == "epoch,learning_rate,loss,mae")
    #expect(lines[2].contains(",\(history["loss"][1]),"))
    #expect(throws: FileError.self) { try CSVLog(path: path) }
  }
}
