import Foundation
import Recurrent
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
    model.compile(optimizer: .adam(learningRate: 0.02), loss: .meanSquaredError)
    return model
  }

  @Test func whatWasSavedComesBack() throws {
    let model = makeModel()
    let history = try model.fit(x, y, epochs: 2)
    try model.save(to: folder.path("model"), history: history)
    let copy = makeModel(seed: 7)
    #expect(try copy.load(contentsOf: folder.path("model")) == history)
    #expect(copy.predict(x) == model.predict(x))
    #expect(copy.summary() == model.summary())
  }

  @Test func theFolderHoldsTheBestEpoch() throws {
    let model = makeModel()
    let path = folder.path("model")
    var best: [Double] = []
    let history = try model.fit(
      x, y, epochs: 12, validationSplit: 0.5,
      callbacks: [
        Checkpoint(model, to: path),
        Observer { event, _ in
          if case .epoch(let report, _, _) = event { best.append(report.validationLoss ?? 0) }
          return .goOn
        },
      ])
    let copy = makeModel(seed: 7)
    let saved = try #require(try copy.load(contentsOf: path))
    #expect(saved.epochs.last?.validationLoss == best.min())
    let half = (x.slice(12..<24, axis: 0), y.slice(12..<24, axis: 0))
    #expect(try copy.evaluate(half.0, half.1).loss == history["val_loss"].min())
  }

  @Test func otherModelsAreNotTaken() throws {
    let path = folder.path("model")
    let model = makeModel()
    _ = model.predict(x)
    try model.save(to: path)
    let deeper = Sequential([.gru(3), .gru(3), .dense(1)])
    #expect(
      throws: ModelFolderError.otherLayers(path: path, found: ["GRU", "Dense"], expected: ["GRU", "GRU", "Dense"])
    ) { try deeper.load(contentsOf: path) }
    let wider = makeModel(units: 4)
    #expect(throws: SafetensorsError.self) { try wider.load(contentsOf: path) }
    #expect(throws: ModelFolderError.noModel(path: folder.path("none"))) {
      try model.load(contentsOf: folder.path("none"))
    }
  }

  @Test func theLogIsAFile() throws {
    let path = folder.path("log.csv")
    let model = makeModel()
    let history = try model.fit(x, y, epochs: 2, callbacks: [try CSVLog(path: path)])
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3 && lines[0] == "epoch,learning_rate,loss")
    #expect(lines[2].hasSuffix(",\(history["loss"][1])"))
    #expect(throws: FileError.self) { try CSVLog(path: path) }
  }
}
