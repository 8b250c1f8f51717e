import RecurrentFormats
import RecurrentKernels
import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// What a saved model is, without building it: its task, settings, tensors and history.
public struct ModelSummary: Sendable {
  /// One of its arrays of weights.
  public struct Tensor: Equatable, Sendable {
    /// PyTorch's: `rnn.weight_ih_l0`.
    public let name: String
    /// The size of each axis.
    public let shape: [Int]
    /// The number of its elements.
    public let parameters: Int
    /// Those of the scales of its rows too.
    public let bytes: Int
  }

  /// The task: `language-model`.
  public let kind: String
  /// Of the network, in the order of the command line's options.
  public let settings: [Setting]
  /// nil: not trained, or a ``Sequential``, which has no recipe.
  public let training: TrainingHistory?
  /// Every epoch that was run to its end.
  public var epochs: [EpochReport] { history.epochs }
  let history: History
  /// The weights; what an optimiser remembers of them is not among them.
  public let tensors: [Tensor]
  /// What they are stored as: `f32`, `f16`, `bf16`, or `int8` with a scale for each row.
  public let weightType: String

  /// The number of all weights.
  public var parameters: Int { tensors.reduce(0) { $0 + $1.parameters } }
  /// Of the tensors as they are stored.
  public var bytes: Int { tensors.reduce(0) { $0 + $1.bytes } }

  /// - Throws: the errors of `ModelFolder`.
  public init(contentsOf path: String) throws {
    let folder = try ModelFolder(reading: path)
    kind = folder.kind
    let weights = folder.weights.tensors.filter { !$0.name.hasPrefix(Sequential.optimizerPrefix) }
    tensors = weights.map {
      Tensor(
        name: $0.name, shape: $0.shape, parameters: $0.count,
        bytes: $0.bytes.count + (folder.weights.scales(of: $0.name)?.bytes.count ?? 0))
    }
    // Of one type, but for the biases and norms of an int8 model.
    let type = weights.first.flatMap { WeightType($0.elementType) } ?? .float32
    weightType = folder.isQuantized ? Precision.int8.rawValue : type.rawValue
    switch kind {
    case LanguageModel.kind:
      let saved = try folder.configuration(as: LanguageModel.Saved.self)
      settings = try folder.vocabulary(as: TextCodec.self).settings + saved.network.settings
      training = saved.training
    case Tagger.kind:
      let saved = try folder.configuration(as: Tagger.Saved.self)
      settings = try folder.vocabulary(as: TaggerVocabulary.self).settings + saved.network.settings
      training = saved.training
    case Translator.kind:
      let saved = try folder.configuration(as: Translator.Saved.self)
      settings = try folder.vocabulary(as: TranslatorVocabulary.self).settings + saved.network.settings
      training = saved.training
    case TextClassifier.kind:
      let saved = try folder.configuration(as: TextClassifier.Saved.self)
      settings = try folder.vocabulary(as: LabeledVocabulary.self).settings + saved.network.settings
      training = saved.training
    case Forecaster.kind:
      let saved = try folder.configuration(as: Forecaster.Saved.self)
      (settings, training) = (saved.settings, saved.training)
    case SequenceGenerator.kind:
      let saved = try folder.configuration(as: SequenceGenerator.Saved.self)
      settings = try folder.vocabulary(as: LabeledVocabulary.self).settings + saved.network.settings
      training = saved.training
    case Sequential.folderKind:
      let saved = try folder.configuration(as: SavedOutline.self)
      (settings, training, history) = (saved.settings, nil, saved.history)
      return
    default:
      (settings, training) = ([], nil)
    }
    history = training?.figures ?? History()
  }
}

extension TextCodec {
  var settings: [Setting] {
    [Setting("unit", .text(unit.kind.optionName)), Setting("vocabulary", .count(vocabulary.count))]
      + (normalization.map { [Setting("normalize", .text($0.rawValue))] } ?? [])
  }
}

extension TaggerVocabulary {
  fileprivate var settings: [Setting] {
    [
      Setting("unit", .text(characters.unit.kind.optionName)), Setting("words", .count(words.count)),
      Setting("characters", .count(characters.vocabulary.count)), Setting("tags", .count(tags.count)),
    ]
  }
}

extension TranslatorVocabulary {
  fileprivate var settings: [Setting] {
    [
      Setting("source_unit", .text(source.unit.kind.optionName)),
      Setting("source_vocabulary", .count(source.vocabulary.count)),
      Setting("target_unit", .text(target.unit.kind.optionName)),
      Setting("target_vocabulary", .count(target.vocabulary.count)),
    ]
  }
}

extension UnitKind {
  /// What the command line calls it.
  public var optionName: String {
    switch self {
    case .character: "char"
    case .word: "word"
    case .jamo: "jamo"
    case .bytePair: "bpe"
    }
  }
}
