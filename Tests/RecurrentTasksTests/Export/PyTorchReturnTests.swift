import Foundation
import Recurrent
import RecurrentFormats
import TestSupport
import Testing

/// Weights that went out to PyTorch come back under that module's names.
@Suite struct PyTorchReturnTests {
  private let folder = try! TemporaryFolder()
  private var path: String { folder.path("model") }
  private var weights: String { folder.path("weights.safetensors") }

  /// Out and back, bit for bit.
  private func expectReturn(_ save: (String) throws -> Void) throws {
    try save(path)
    _ = try TorchExport.write(contentsOf: path, to: weights)
    try ModelCopy.write(weights: weights, configurationIn: path, to: folder.path("back"))
    for file in try FileManager.default.contentsOfDirectory(atPath: path) {
      let (old, new) = ("\(path)/\(file)", folder.path("back/\(file)"))
      #expect(FileManager.default.contents(atPath: new) == FileManager.default.contents(atPath: old), "\(file)")
    }
  }

  @Test(arguments: [Cell.lstm, .gruResetAfter, .rnn, nil], [false, true])
  func aLanguageModel(cell: Cell?, isTied: Bool) throws {
    let text = try folder.write("the cat sat on the mat", to: "text.txt")
    let configuration = LanguageModelConfiguration(
      cell: cell, embeddingSize: 5, hiddenSize: 5, layers: 2, tiesWeights: isTied)
    let model = try LanguageModel(configuration, codec: LanguageModel.makeCodec(fittedTo: text, unit: .character))
    try expectReturn { try model.save(to: $0) }
  }

  @Test(arguments: [Cell.lstm, .gruResetAfter, nil]) func aClassifier(cell: Cell?) throws {
    let reviews = try folder.write("text\tlabel\ngood film\tpos\nbad film\tneg\n", to: "reviews.tsv")
    let vocabulary = try LabeledVocabulary(fittedTo: LabeledTexts(path: reviews), unit: .character)
    var configuration = TextClassifierConfiguration()
    (configuration.cell, configuration.ngrams, configuration.buckets) = (cell, 3, 50)
    (configuration.embeddingSize, configuration.hiddenSize) = (4, 5)
    let model = try TextClassifier(configuration, vocabulary: vocabulary)
    try expectReturn { try model.save(to: $0) }
  }

  @Test(arguments: [Cell.lstm, .rnn, nil]) func aTagger(cell: Cell?) throws {
    let sentences = TaggedSentences(path: try folder.write(SampleTreebank.conllu(20), to: "bank.conllu"))
    let configuration = TaggerConfiguration(
      cell: cell, embeddingSize: 5, characterEmbeddingSize: 3, characterHiddenSize: 4, hiddenSize: 6)
    let model = try Tagger(configuration, vocabulary: TaggerVocabulary(fittedTo: sentences))
    try expectReturn { try model.save(to: $0) }
  }

  @Test(arguments: [nil, 3]) func aGenerator(vectorSize: Int?) throws {
    let labeled = try LabeledTexts(path: folder.write("text\tlabel\ngood\tpos\nbad\tneg\n", to: "texts.tsv"))
    let vocabulary = try LabeledVocabulary(fittedTo: labeled, unit: .character, specials: SequenceGenerator.specials)
    let configuration = GeneratorConfiguration(
      embeddingSize: 4, conditionSize: 3, vectorSize: vectorSize, hiddenSize: 5)
    let model = try SequenceGenerator(configuration, vocabulary: vocabulary)
    try expectReturn { try model.save(to: $0) }
  }

  @Test(arguments: [
    TranslatorConfiguration(cell: .lstm, embeddingSize: 4, hiddenSize: 6, layers: 2),
    TranslatorConfiguration(cell: .rnn, embeddingSize: 4, hiddenSize: 6, attention: .additive),
    TranslatorConfiguration(cell: nil, embeddingSize: 4, hiddenSize: 6, maximumLength: 9),
  ]) func aTranslator(configuration: TranslatorConfiguration) throws {
    let pairs = TextPairs(path: try folder.write("abcd\tdcba\nac\tca\n", to: "pairs.tsv"))
    let model = try Translator(configuration, vocabulary: TranslatorVocabulary(fittedTo: pairs))
    try expectReturn { try model.save(to: $0) }
  }

  private func forecaster(_ rows: [String]) throws -> Forecaster {
    let configuration = ForecasterConfiguration(targets: ["x"], columns: ["y"], window: 8, horizon: 3)
    let file = try folder.write("x,y\n" + rows.joined(separator: "\n"), to: "series.csv")
    let series = try Series(contentsOf: file, columns: configuration.allColumns)
    return try Forecaster(configuration, scaling: SeriesScaling(series, rows: 0..<40))
  }

  @Test func aForecaster() throws {
    let model = try forecaster((0..<60).map { "\(3 * $0 % 17),\($0 % 5)" })
    try expectReturn { try model.save(to: $0) }
    // Weights of a series of another scale are another model's.
    try forecaster((0..<60).map { "\(3 * $0 % 17),\(7 * ($0 % 5))" }).save(to: folder.path("other"))
    let error = #expect(throws: ForeignModelError.self) {
      try ModelCopy.write(weights: weights, configurationIn: folder.path("other"), to: folder.path("mixed"))
    }
    #expect(error?.description.contains("column_factors") == true)
  }

  private static let layers: [any LayerSpecification] = [
    .conv1D(4, kernelSize: 2, activation: .relu), .batchNormalization(scale: false),
    .bidirectional(.lstm(3, returnSequences: true)),
    .gru(4, goBackwards: true), .leakyReLU(), .dense(2),
  ]

  @Test func layersComeBack() throws {
    let model = Sequential(Self.layers, inputShape: [6, 3])
    try expectReturn { try model.save(to: $0) }
  }

  /// What PyTorch learned into the second of two biases goes into the one that is here, and a training begins anew.
  @Test func whatWasLearnedThereComesBack() throws {
    let model = Sequential([.lstm(2), .dense(1)], inputShape: [nil, 3])
    model.compile(optimizer: .adam, loss: .meanSquaredError)
    let (x, y) = (Tensor.ones([4, 5, 3]), Tensor.ones([4, 1]))
    try model.fit(x, y, epochs: 1, verbose: false)
    try model.save(to: path)
    _ = try TorchExport.write(contentsOf: path, to: weights)
    let tensors = try TensorArchive(contentsOf: weights).tensors.map { tensor in
      tensor.name != "lstm.bias_hh_l0"
        ? tensor : StoredTensor(name: tensor.name, shape: [8], floats: [Float](repeating: 0.5, count: 8))
    }
    let learned = folder.path("learned.safetensors")
    try SafetensorsWriter.write(tensors, to: learned)
    try ModelCopy.write(weights: learned, configurationIn: path, to: folder.path("back"))
    let back = try Sequential(contentsOf: folder.path("back"))
    let name = "lstm.bias_ih_l0"
    let old = try TensorArchive(contentsOf: path + "/model.safetensors").tensor(named: name).floats()
    let new = try TensorArchive(contentsOf: folder.path("back/model.safetensors")).tensor(named: name).floats()
    #expect(new == old.map { $0 + 0.5 })
    try back.fit(x, y, epochs: 1, verbose: false)
    // Names of neither kind are those of the folder that are missing.
    try SafetensorsWriter.write(tensors.map { $0.named("other." + $0.name) }, to: folder.path("none.safetensors"))
    let error = #expect(throws: SafetensorsError.self) {
      try ModelCopy.write(
        weights: folder.path("none.safetensors"), configurationIn: path, to: folder.path("nothing"))
    }
    #expect(error?.description.contains("lstm.weight_ih_l0") == true)
  }
}
