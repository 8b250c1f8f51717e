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

  /// Of values above 0, which are read by their logarithms, and of others; with a window that segments fill and one that
  /// they do not; with quantiles from two networks.
  @Test(arguments: [(1000, [], 1, Cell.lstm), (1000, ["y"], 2, .gruResetAfter), (-5, ["y"], 1, nil), (-5, [], 2, .rnn)])
  func aForecasterTakesAndGivesOwnUnits(level: Int, columns: [String], ensemble: Int, cell: Cell?) throws {
    let rows = (0..<60).map { "\(level + 3 * $0 % 17),\($0 % 5)" }
    let file = try folder.write("x,y\n" + rows.joined(separator: "\n"), to: "series.csv")
    let configuration = ForecasterConfiguration(
      targets: ["x"], columns: columns, window: 8, horizon: 3, cell: cell, layers: 2, ensemble: ensemble)
    let series = try Series(contentsOf: file, columns: configuration.allColumns)
    let forecaster = try Forecaster(configuration, scaling: SeriesScaling(series, rows: 0..<40))
    forecaster.calibration = .init(lower: 0.5, upper: 2)
    try forecaster.exportONNX(to: path)
    let last = rows.suffix(8).flatMap {
      $0.split(separator: ",").prefix(configuration.allColumns.count).map { Float($0)! }
    }
    let input = ONNXTensor(floats: last, shape: [1, 8, configuration.allColumns.count])
    let found = try ONNXModel(contentsOf: path).run(["input": input])
    let expected = try forecaster.forecast(after: series)[0].quantiles.flatMap { $0.map { Float($0) } }
    expectAlike(found["output"], Tensor(shape: [1, 3, 9], scalars: expected))
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

  @Test(arguments: [Cell.lstm, nil]) func aTagger(cell: Cell?) throws {
    let path = try folder.write(SampleTreebank.conllu(20), to: "bank.conllu")
    let sentences = TaggedSentences(path: path)
    let configuration = TaggerConfiguration(
      cell: cell, embeddingSize: 5, characterEmbeddingSize: 3, characterHiddenSize: 4, hiddenSize: 6)
    let tagger = try Tagger(configuration, vocabulary: TaggerVocabulary(fittedTo: sentences))
    try tagger.exportONNX(to: self.path)
    var forms = FormTable(tagger.vocabulary)
    let places = [["The", "a", "cat", "The"], ["cat", "a"]].map { $0.map { forms.place(of: $0) } }
    let batch = TaggerBatch(places, forms: forms)
    let expected = tagger.network.decoder(tagger.network.features(of: batch))
    let spellings = (places[0] + places[1]).map { forms.spellings[Int($0)] } + [[], []]
    let characters = spellings.flatMap { word in (0..<3).map { $0 < word.count ? Int64(word[$0]) : 0 } }
    let found = try ONNXModel(contentsOf: self.path).run([
      "input_ids": ONNXTensor(integers: batch.words.scalars.map { Int64($0) }, shape: [2, 4]),
      "lengths": ONNXTensor(integers: [4, 2], shape: [2], elementType: .int32),
      "character_ids": ONNXTensor(integers: characters, shape: [2, 4, 3]),
      "character_lengths": ONNXTensor(
        integers: spellings.map { Int64($0.count) }, shape: [2, 4], elementType: .int32),
    ])
    // Of steps behind a row's length a baseline says something, but nothing that is looked at.
    for (row, length) in [(0, 4), (1, 2)] {
      let steps = row * 4..<row * 4 + length
      let tags = tagger.vocabulary.tags.count
      let part = Array(expected.scalars[steps.lowerBound * tags..<steps.upperBound * tags])
      let own = Array(found["logits"]!.floats[steps.lowerBound * tags..<steps.upperBound * tags])
      expectAlike(ONNXTensor(floats: own, shape: [length, tags]), Tensor(shape: [length, tags], scalars: part))
    }
  }

  @Test(arguments: [nil, 3]) func aGenerator(vectorSize: Int?) throws {
    let labeled = try LabeledTexts(path: folder.write("text\tlabel\ngood\tpos\nbad\tneg\n", to: "texts.tsv"))
    let vocabulary = try LabeledVocabulary(
      fittedTo: labeled, unit: .character, specials: SequenceGenerator.specials)
    let generator = try SequenceGenerator(
      GeneratorConfiguration(embeddingSize: 4, conditionSize: 3, vectorSize: vectorSize, hiddenSize: 5),
      vocabulary: vocabulary)
    try generator.exportONNX(to: path, states: true)
    let condition =
      vectorSize == nil
      ? ONNXTensor(integers: [1, 0], shape: [2])
      : ONNXTensor(floats: [1, 2, 3, -1, 0, 1], shape: [2, 3])
    var stream = try ONNXModel(contentsOf: path).makeStream()
    let name = vectorSize == nil ? "labels" : "vectors"
    let network = generator.network
    let told = network.condition(vectorSize == nil ? .labels([1, 0]) : .vectors(Tensor(condition)))
    var states = (0..<2).map { _ in RecurrentStream(network.streamLayers).initialState() }
    for token: Int32 in [2, 1, 3] {
      let rows = (0..<2).map { row in
        let x = Tensor(
          concatenating: [network.embedding(IndexTensor([token])), told.slice(row..<(row + 1), axis: 0)], axis: 1)
        return try! RecurrentStream(network.streamLayers).step(x, state: &states[row])
      }
      let ids = ONNXTensor(integers: [Int64(token), Int64(token)], shape: [2, 1])
      let found = try stream.run(["input_ids": ids, name: condition])["logits"]!
      expectAlike(
        ONNXTensor(floats: found.floats, shape: [2, found.shape[2]]), Tensor(concatenating: rows, axis: 0))
    }
  }

  private static let translators: [TranslatorConfiguration] = [
    TranslatorConfiguration(cell: .lstm, embeddingSize: 4, hiddenSize: 6, layers: 2),
    TranslatorConfiguration(
      cell: .gruResetAfter, embeddingSize: 4, hiddenSize: 6, attention: .dot, reversesSource: true),
    TranslatorConfiguration(cell: .rnn, embeddingSize: 4, hiddenSize: 6, attention: .additive),
    TranslatorConfiguration(cell: nil, embeddingSize: 4, hiddenSize: 6, maximumLength: 9),
  ]

  /// Encoder and decoder, the folder's own and the files'; the target whole, and unit by unit.
  @Test(arguments: translators) func aTranslator(configuration: TranslatorConfiguration) throws {
    let pairs = TextPairs(path: try folder.write("abcd\tdcba\nac\tca\n", to: "pairs.tsv"))
    let translator = try Translator(configuration, vocabulary: TranslatorVocabulary(fittedTo: pairs))
    let (model, files) = (folder.path + "/translator", folder.path + "/files")
    try translator.save(to: model)
    try ONNXExport.write(contentsOf: model, to: files)
    let encoder = try ONNXModel(contentsOf: files + "/encoder.onnx")
    let encoded = try encoder.run([
      "input_ids": ONNXTensor(integers: [1, 2, 3, 4, 2, 1, 0, 0], shape: [2, 4]),
      "lengths": ONNXTensor(integers: [4, 2], shape: [2], elementType: .int32),
    ])
    let network = translator.network
    let source = network.encode(translator.sourceBatch([[1, 2, 3, 4], [2, 1]]))
    let target: [Int32] = [2, 3, 1, 3, 2, 1]
    let features = network.decode(IndexTensor(shape: [2, 3], scalars: target), lengths: nil, from: source).features
    let expected = network.output(features)
    let memory = [
      "encoder_hidden_states": encoded["encoder_hidden_states"]!,
      "encoder_lengths": ONNXTensor(integers: [4, 2], shape: [2], elementType: .int32),
    ]
    let names = Array(memory.keys) + ["input_ids"]
    for decoder in [
      try ONNXModel(contentsOf: files + "/decoder.onnx"), try ONNXExport.model(contentsOf: model, taking: names),
    ] {
      for pieces in [[0..<3], [0..<1, 1..<2, 2..<3]] {
        var states = encoded.filter { $0.key == "hn" || $0.key == "cn" }
        for piece in pieces {
          var inputs = memory
          let ids = (0..<2).flatMap { row in piece.map { Int64(target[row * 3 + $0]) } }
          inputs["input_ids"] = ONNXTensor(integers: ids, shape: [2, piece.count])
          (inputs["h0"], inputs["c0"]) = (states["hn"], states["cn"])
          if configuration.cell == nil {
            let places = (0..<2).flatMap { _ in piece.map { Int64($0) } }
            inputs["position_ids"] = ONNXTensor(integers: places, shape: [2, piece.count])
          }
          states = try decoder.run(inputs)
          expectAlike(states["logits"], expected.slice(piece, axis: 1))
        }
      }
    }
    #expect(throws: ONNXExportError.self) { try ONNXExport.write(contentsOf: model, to: folder.path + "/one.onnx") }
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
    let runnable = try ONNXExport.model(contentsOf: folder.path + "/model", taking: ["input_ids", "h0"])
    #expect(runnable.inputs.map(\.name) == ["input_ids", "h0", "c0"])
    #expect(runnable.outputs.map(\.name) == ["logits", "hn", "cn"])
  }
}
