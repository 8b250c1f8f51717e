import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentText
import RecurrentTraining

@testable import RecurrentTasks

/// Folders as one input: see ``Reader/folders``.
enum FolderSeeds {
  /// A small model of each task, and one of layers.
  static func models() throws -> [[UInt8]] {
    let codec = TextCodec(
      unit: .character, vocabulary: try Vocabulary(tokens: ["<unk>", "<bos>", "<eos>", "a", "b"]))
    let labeled = LabeledVocabulary(text: codec, labels: try Vocabulary(tokens: ["x", "y"]))
    let sentences = TaggedSentences(path: try Scratch.file(TextSeeds.treebanks[0], named: "t.conllu"))
    let pairs = TextPairs(path: try Scratch.file(TextSeeds.pairs[0], named: "p.tsv"), separator: "\t")
    let series = try Series([[1], [2], [4]], columns: ["x"])
    let models: [any TaskModel] = [
      try LanguageModel(LanguageModelConfiguration(embeddingSize: 2, hiddenSize: 2), codec: codec),
      try TextClassifier(
        TextClassifierConfiguration(embeddingSize: 2, ngrams: 2, buckets: 3, hiddenSize: 2), vocabulary: labeled),
      try Forecaster(
        ForecasterConfiguration(targets: ["x"], window: 2, horizon: 1, hiddenSize: 2),
        scaling: SeriesScaling(series, rows: 0..<3)),
      try Tagger(
        TaggerConfiguration(embeddingSize: 2, characterEmbeddingSize: 2, characterHiddenSize: 2, hiddenSize: 2),
        vocabulary: TaggerVocabulary(fittedTo: sentences)),
      try Translator(
        TranslatorConfiguration(embeddingSize: 2, hiddenSize: 2), vocabulary: TranslatorVocabulary(fittedTo: pairs)),
      try SequenceGenerator(
        GeneratorConfiguration(embeddingSize: 2, conditionSize: 2, hiddenSize: 2), vocabulary: labeled),
    ]
    let layers = Sequential(
      [
        .embedding(4, 2), .bidirectional(.gru(2, returnSequences: true)), .conv1D(2, kernelSize: 2),
        .batchNormalization(), .globalMaxPooling1D(), .dense(1, activation: .sigmoid),
      ], inputShape: [nil], seed: 3)
    layers.compile(optimizer: .adam, loss: .binaryCrossEntropy(), metrics: [.accuracy])
    return try models.map { model in try contents { try model.save(to: $0) } } + [contents { try layers.save(to: $0) }]
  }

  private static func contents(_ save: (String) throws -> Void) throws -> [UInt8] {
    let path = "\(Scratch.folder)/seed"
    // A model replaces none of another kind.
    for name in (try? FileSystem.names(in: path)) ?? [] { try? FileSystem.removeFile("\(path)/\(name)") }
    try save(path)
    func bytes(_ name: String) throws -> [UInt8] { try FileSystem.contents(of: "\(path)/\(name)", limit: 1 << 20) }
    let vocabulary = (try? bytes("vocabulary.json")) ?? []
    return try bytes("config.json") + [0] + vocabulary + [0] + Seal.removed(from: bytes("model.safetensors"))
  }

  /// In an epoch and after one.
  static func checkpoints() throws -> [[UInt8]] {
    let path = "\(Scratch.folder)/seed"
    try SmallTraining.run(in: path, schedule: .steps(1), resumes: false)
    let folder = "\(path)/.checkpoint"
    return try FileSystem.names(in: folder).map { number in
      try FileSystem.contents(of: "\(folder)/\(number)/state.json", limit: 1 << 20) + [0]
        + FileSystem.contents(of: "\(folder)/\(number)/tensors.safetensors", limit: 1 << 20)
    }
  }
}
