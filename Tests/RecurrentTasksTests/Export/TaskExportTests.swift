import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// Tasks' models and their ONNX files answer alike: to 1e-5 of the largest value, sums being in another order.
@Suite struct TaskExportTests {
  private let folder = try! TemporaryFolder()
  private var path: String { folder.path + "/model.onnx" }

  private func expectAlike(_ found: ONNXTensor?, _ expected: Tensor) {
    #expect(found?.shape == expected.shape)
    let largest = expected.scalars.map(\.magnitude).max() ?? 0
    for (a, b) in zip(found?.floats ?? [], expected.scalars) { #expect(abs(a - b) <= 1e-5 * largest) }
  }

  @Test(arguments: [Cell.lstm, .gruResetAfter, .rnn]) func aLanguageModel(cell: Cell) throws {
    let text = try folder.write("the cat sat on the mat, and so it did", to: "text.txt")
    let model = try LanguageModel(
      LanguageModelConfiguration(cell: cell, embeddingSize: 5, hiddenSize: 7, layers: 2),
      codec: LanguageModel.makeCodec(fittedTo: text, unit: .character))
    try model.exportONNX(to: path, states: true)
    var stream = try ONNXModel(contentsOf: path).makeStream()
    #expect(stream.statePairs["h0"] == "hn")
    let tokens: [Int32] = [0, 3, 5, 1, 2, 4, 0, 1]
    let embedded: Tensor = model.network.embedding(IndexTensor([tokens]))
    let expected = model.network.decoder(model.network.rnn(embedded).output)
    // In two pieces, the states being carried.
    let pieces = try [0..<3, 3..<8].map { part in
      let ids = ONNXTensor(integers: tokens[part].map { Int64($0) }, shape: [1, part.count])
      return try stream.run(["input_ids": ids])["logits"]!.floats
    }
    expectAlike(ONNXTensor(floats: pieces[0] + pieces[1], shape: expected.shape), expected)
  }

  @Test func aForecasterTakesAndGivesOwnUnits() throws {
    let rows = (0..<60).map { "\(1000 + 3 * $0 % 17),\($0 % 5)" }
    let file = try folder.write("x,y\n" + rows.joined(separator: "\n"), to: "series.csv")
    for columns in [["x", "y"], ["y"]] {
      let configuration = ForecasterConfiguration(columns: columns, target: "x", window: 8, horizon: 3)
      let series = try Series(contentsOf: file, columns: configuration.allColumns)
      let forecaster = try Forecaster(configuration, scaling: SeriesScaling(series, rows: 0..<40))
      try forecaster.exportONNX(to: path)
      let last = rows.suffix(8).map { $0.split(separator: ",").map { Float($0)! } }
      let ordered = last.flatMap { row in configuration.allColumns.map { $0 == "x" ? row[0] : row[1] } }
      let found = try ONNXModel(contentsOf: path).run(["input": ONNXTensor(floats: ordered, shape: [1, 8, 2])])
      let expected = try forecaster.forecast(after: series).map { Float($0) }
      expectAlike(found["output"], Tensor(shape: [1, 3], scalars: expected))
    }
  }

  @Test(arguments: [Cell.lstm, nil]) func aClassifier(cell: Cell?) throws {
    let reviews = try folder.write("text\tlabel\ngood film\tpos\nbad film\tneg\nso so\tneg\n", to: "reviews.tsv")
    let vocabulary = try LabeledVocabulary(fittedTo: LabeledTexts(path: reviews), unit: .character)
    var configuration = TextClassifierConfiguration()
    (configuration.cell, configuration.embeddingSize, configuration.hiddenSize) = (cell, 4, 5)
    (configuration.ngrams, configuration.buckets) = (3, 50)
    let classifier = try TextClassifier(configuration, vocabulary: vocabulary)
    try classifier.exportONNX(to: path)
    let texts: [[Int32]] = [[1, 2, 3, 4, 5], [2, 1], []]
    let kinds = [UnitNgrams(length: 2, buckets: 50), UnitNgrams(length: 3, buckets: 50)]
    let ids = texts.flatMap { text in
      let columns = [text] + kinds.map { $0.rows(of: text) }
      return (0..<5).flatMap { place in columns.map { place < $0.count ? Int64($0[place]) : 0 } }
    }
    let found = try ONNXModel(contentsOf: path).run([
      "input_ids": ONNXTensor(integers: ids, shape: [3, 5, 3]),
      "lengths": ONNXTensor(integers: [5, 2, 0], shape: [3], elementType: .int32),
    ])
    expectAlike(found["logits"], classifier.network(texts))
  }

  @Test func aFolderIsExportedByWhatItIs() throws {
    let text = try folder.write("the cat sat on the mat", to: "text.txt")
    let model = try LanguageModel(
      LanguageModelConfiguration(embeddingSize: 3, hiddenSize: 4, layers: 1),
      codec: LanguageModel.makeCodec(fittedTo: text, unit: .character))
    try model.save(to: folder.path + "/model")
    try ONNXExport.write(contentsOf: folder.path + "/model", to: path)
    let exported = try ONNXModel(contentsOf: path)
    #expect(exported.inputs.map(\.name) == ["input_ids"])
    #expect(exported.outputs.map(\.name) == ["logits"])
    #expect(exported.metadata["unit"] == "\"char\"")
  }
}
