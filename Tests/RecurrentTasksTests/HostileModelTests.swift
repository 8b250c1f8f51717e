import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// Folders whose files are each well formed, but claim what no model is: reading one is an error that names the file,
/// and asks for no more memory than the file is worth.
@Suite struct HostileModelTests {
  let folder = try! TemporaryFolder()

  /// A model whose folder says something else.
  private func read<Model: FolderModel>(
    _ model: Model, configuration: Model.Configuration? = nil, vocabulary: (any Encodable)? = nil
  ) throws -> Model {
    let saved = SavedModel(network: configuration ?? model.configuration, training: nil)
    try ModelFolder.write(
      kind: Model.kind, configuration: saved, vocabulary: vocabulary ?? model.vocabulary, model: model.network,
      to: folder.path(Model.kind))
    return try Model(contentsOf: folder.path(Model.kind))
  }

  private func expect<Model>(_ read: @autoclosure () throws -> Model, naming file: String, _ part: String) {
    #expect {
      try read()
    } throws: { error in
      guard case ModelFolderError.malformed(let path, let reason) = error else { return false }
      return path.hasSuffix("/" + file) && reason.contains(part)
    }
  }

  private static let codec = TextCodec(
    unit: .character, vocabulary: try! Vocabulary(tokens: ["<unk>", "<bos>", "<eos>", "a", "b"]))

  /// 65,536 units: 64 GiB of weights.
  @Test(arguments: [Cell.lstm, nil])
  func moreWeightsThanAreThere(cell: Cell?) throws {
    let size = 65_536
    let small = try LanguageModel(
      LanguageModelConfiguration(cell: cell, embeddingSize: 4, hiddenSize: 4), codec: Self.codec)
    var configuration = small.configuration
    configuration.hiddenSize = size
    configuration.embeddingSize = size
    expect(try read(small, configuration: configuration), naming: "config.json", "weights or more")

    let labeled = LabeledVocabulary(text: Self.codec, labels: try Vocabulary(tokens: ["x", "y"]))
    let generator = try SequenceGenerator(
      GeneratorConfiguration(cell: cell, embeddingSize: 4, conditionSize: 4, hiddenSize: 4), vocabulary: labeled)
    var generating = generator.configuration
    generating.hiddenSize = size
    generating.conditionSize = size
    expect(try read(generator, configuration: generating), naming: "config.json", "weights or more")

    let classifier = try TextClassifier(
      TextClassifierConfiguration(cell: cell, embeddingSize: 4, hiddenSize: 4), vocabulary: labeled)
    var classifying = classifier.configuration
    classifying.hiddenSize = size
    classifying.embeddingSize = size
    expect(try read(classifier, configuration: classifying), naming: "config.json", "weights or more")

    let sentences = TaggedSentences(path: try folder.write(SampleTreebank.conllu(4), to: "t.conllu"))
    let tagger = try Tagger(
      TaggerConfiguration(
        cell: cell, embeddingSize: 4, characterEmbeddingSize: 4, characterHiddenSize: 4, hiddenSize: 4),
      vocabulary: TaggerVocabulary(fittedTo: sentences))
    var tagging = tagger.configuration
    (tagging.hiddenSize, tagging.embeddingSize, tagging.characterHiddenSize) = (size, size, size)
    expect(try read(tagger, configuration: tagging), naming: "config.json", "weights or more")

    let pairs = TextPairs(path: try folder.write(SamplePairs.reversals(4), to: "p.tsv"), separator: "\t")
    let translator = try Translator(
      TranslatorConfiguration(cell: cell, embeddingSize: 4, hiddenSize: 4),
      vocabulary: TranslatorVocabulary(fittedTo: pairs))
    var translating = translator.configuration
    translating.hiddenSize = size
    expect(try read(translator, configuration: translating), naming: "config.json", "weights or more")
  }

  /// A few weights, and a thousand layers.
  @Test func moreLayersThanAreThere() throws {
    let small = try LanguageModel(LanguageModelConfiguration(embeddingSize: 4, hiddenSize: 4), codec: Self.codec)
    var configuration = small.configuration
    configuration.layers = 1000
    expect(try read(small, configuration: configuration), naming: "config.json", "weights or more")
  }

  /// Widths that are each possible, together 256 TiB: nothing is asked of the system.
  @Test func aNetworkThatNoMemoryHolds() throws {
    let configuration = LanguageModelConfiguration(embeddingSize: 65_536, hiddenSize: 65_536, layers: 1000)
    #expect {
      try LanguageModel(configuration, codec: Self.codec)
    } throws: { error in
      (error as? ConfigurationError)?.setting == "the network's size"
    }
  }

  @Test(arguments: [Cell.lstm, nil])
  func aForecasterOfMoreWeightsThanAreThere(cell: Cell?) throws {
    let small = ForecasterConfiguration(
      targets: ["x"], window: 4, horizon: 2, cell: cell, hiddenSize: 4)
    let series = try Series(contentsOf: folder.write("x\n1\n2\n3\n", to: "x.csv"), columns: ["x"])
    let forecaster = try Forecaster(small, scaling: SeriesScaling(series, rows: 0..<3))
    func read(_ configuration: ForecasterConfiguration) throws -> Forecaster {
      let saved = Forecaster.Saved(network: configuration, scaling: forecaster.scaling)
      try ModelFolder.write(
        kind: Forecaster.kind, configuration: saved, vocabulary: nil, model: forecaster.network,
        to: folder.path("model"))
      return try Forecaster(contentsOf: folder.path("model"))
    }
    var large = small
    (large.hiddenSize, large.window, large.horizon) = (65_536, 1_000_000, 65_536)
    expect(try read(large), naming: "config.json", "weights or more")
    var none = small
    none.horizon = 0
    expect(try read(none), naming: "config.json", "horizon must be")
    #expect(try read(small).configuration == small)
  }

  /// What has no quantiles yet is told apart from what is damaged.
  @Test func aForecasterOfAnEarlierVersion() throws {
    struct Saved: Codable {
      struct Network: Codable { var (target, columns) = ("x", ["x"]) }
      var network = Network()
    }
    let series = try Series(contentsOf: folder.write("x\n1\n2\n3\n", to: "x.csv"), columns: ["x"])
    let now = try Forecaster(
      ForecasterConfiguration(targets: ["x"], window: 4, horizon: 2, hiddenSize: 4),
      scaling: SeriesScaling(series, rows: 0..<3))
    try ModelFolder.write(
      kind: Forecaster.kind, configuration: Saved(), vocabulary: nil, model: now.network, to: folder.path("model"))
    expect(try Forecaster(contentsOf: folder.path("model")), naming: "config.json", "earlier version")
  }

  /// What is claimed is never more than a model of that shape has.
  @Test(arguments: [Cell.lstm, .gruResetAfter, .rnn, nil], [1, 3])
  func modelsOfTheirOwnShapeAreRead(cell: Cell?, layers: Int) throws {
    let labeled = LabeledVocabulary(text: Self.codec, labels: try Vocabulary(tokens: ["x", "y"]))
    let sentences = TaggedSentences(path: try folder.write(SampleTreebank.conllu(1), to: "t.conllu"))
    let pairs = TextPairs(path: try folder.write(SamplePairs.reversals(1), to: "p.tsv"), separator: "\t")
    for (embedding, hidden) in [(1, 2), (1, 16), (16, 2)] {
      let model = LanguageModelConfiguration(cell: cell, embeddingSize: embedding, hiddenSize: hidden, layers: layers)
      _ = try read(LanguageModel(model, codec: Self.codec))
      let generator = GeneratorConfiguration(
        cell: cell, embeddingSize: embedding, conditionSize: 1, hiddenSize: hidden, layers: layers)
      _ = try read(SequenceGenerator(generator, vocabulary: labeled))
      let classifier = TextClassifierConfiguration(
        cell: cell, embeddingSize: embedding, ngrams: 2, buckets: 3, hiddenSize: hidden, layers: layers,
        isBidirectional: false)
      _ = try read(TextClassifier(classifier, vocabulary: labeled))
      let tagger = TaggerConfiguration(
        cell: cell, embeddingSize: embedding, characterEmbeddingSize: 1, characterHiddenSize: hidden,
        hiddenSize: hidden, layers: layers)
      _ = try read(Tagger(tagger, vocabulary: TaggerVocabulary(fittedTo: sentences)))
      let translator = TranslatorConfiguration(
        cell: cell, embeddingSize: embedding, hiddenSize: hidden, layers: layers, attention: .dot)
      _ = try read(Translator(translator, vocabulary: TranslatorVocabulary(fittedTo: pairs)))
    }
    let tied = LanguageModelConfiguration(
      cell: cell, embeddingSize: 4, hiddenSize: 4, layers: layers, tiesWeights: true)
    _ = try read(LanguageModel(tied, codec: Self.codec))
  }

  @Test func settingsOutOfRangeNameTheFile() throws {
    let model = try LanguageModel(LanguageModelConfiguration(embeddingSize: 4, hiddenSize: 4), codec: Self.codec)
    var configuration = model.configuration
    configuration.hiddenSize = 0
    expect(try read(model, configuration: configuration), naming: "config.json", "hiddenSize must be")
  }

  @Test func vocabulariesWithoutWhatIsNeededNameTheFile() throws {
    let model = try LanguageModel(LanguageModelConfiguration(embeddingSize: 4, hiddenSize: 4), codec: Self.codec)
    let empty = TextCodec(unit: .character, vocabulary: try Vocabulary(tokens: []))
    expect(try read(model, vocabulary: empty), naming: "vocabulary.json", "no tokens")
    let labeled = LabeledVocabulary(text: Self.codec, labels: try Vocabulary(tokens: ["x", "y"]))
    let generator = try SequenceGenerator(
      GeneratorConfiguration(embeddingSize: 4, conditionSize: 4, hiddenSize: 4), vocabulary: labeled)
    let bare = LabeledVocabulary(
      text: TextCodec(unit: .character, vocabulary: try Vocabulary(tokens: ["a"])), labels: labeled.labels)
    expect(try read(generator, vocabulary: bare), naming: "vocabulary.json", "<")
  }
}
