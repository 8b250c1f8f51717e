import RecurrentFormats
import RecurrentKernels
import RecurrentLayers
import RecurrentTraining

/// One setting of a model or of its training, as it is shown: under the name of its command-line option.
public struct Setting: Equatable, Sendable {
  /// What an option may be.
  public enum Value: Equatable, Sendable {
    /// A word.
    case text(String)
    /// A whole number.
    case count(Int)
    /// A number.
    case number(Float)
    /// Yes or no.
    case flag(Bool)
    /// Not set.
    case none

    /// As a program reads it.
    var text: String {
      switch self {
      case .text(let text): text
      case .count(let count): "\(count)"
      case .number(let number): "\(number)"
      case .flag(let isOn): isOn ? "yes" : "no"
      case .none: "none"
      }
    }
  }

  /// The option's name.
  public let name: String
  /// What it is set to.
  public let value: Value

  /// An option and what it is set to.
  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }

  /// nil: the baseline without recurrent layers.
  static func cell(_ cell: Cell?) -> Setting { Setting("cell", .text(cell?.rawValue ?? "none")) }

  /// A setting that may not be set.
  static func number(_ name: String, _ value: Float?) -> Setting { Setting(name, value.map { .number($0) } ?? .none) }
}

extension LanguageModelConfiguration {
  var settings: [Setting] {
    [
      .cell(cell), Setting("embedding", .count(embeddingSize)),
      Setting("hidden", .count(hiddenSize)), Setting("layers", .count(layers)), Setting("dropout", .number(dropout)),
      .number("init_range", initialRange), Setting("tie_weights", .flag(tiesWeights)),
    ]
  }
}

extension TaggerConfiguration {
  var settings: [Setting] {
    [
      .cell(cell), Setting("embedding", .count(embeddingSize)),
      Setting("char_embedding", .count(characterEmbeddingSize)), Setting("char_hidden", .count(characterHiddenSize)),
      Setting("hidden", .count(hiddenSize)), Setting("layers", .count(layers)), Setting("dropout", .number(dropout)),
    ]
  }
}

extension TranslatorConfiguration {
  var settings: [Setting] {
    [
      .cell(cell), Setting("embedding", .count(embeddingSize)),
      Setting("hidden", .count(hiddenSize)), Setting("layers", .count(layers)),
      Setting("attention", .text(attention.rawValue)), Setting("dropout", .number(dropout)),
      Setting("reverse_source", .flag(reversesSource)), Setting("max_length", .count(maximumLength)),
    ]
  }
}

extension LabeledVocabulary {
  var settings: [Setting] { text.settings + [Setting("labels", .count(labels.count))] }
}

extension TextClassifierConfiguration {
  var settings: [Setting] {
    [
      .cell(cell), Setting("embedding", .count(embeddingSize)),
      Setting("ngrams", .count(ngrams)), Setting("buckets", ngrams > 1 ? .count(buckets) : .none),
      Setting("hidden", .count(hiddenSize)), Setting("layers", .count(layers)),
      Setting("bidirectional", .flag(isBidirectional)), Setting("dropout", .number(dropout)),
      Setting("unit_dropout", .number(unitDropout)), Setting("label_smoothing", .number(labelSmoothing)),
      Setting("max_length", .count(maximumLength)),
      Setting("balanced", .flag(balancesLabels)),
    ]
  }
}

extension ForecasterConfiguration {
  var settings: [Setting] {
    [
      Setting("target", .text(targets.joined(separator: ","))), .names("columns", columns), .names("known", known),
      .names("static", statics.map(\.name)),
      .names("calendar", (calendar?.cycles.map(\.rawValue) ?? []) + (calendar?.holidays == nil ? [] : ["holidays"])),
      Setting("window", .count(window)), Setting("horizon", .count(horizon)), Setting("season", .count(season)),
      .cell(cell), Setting("hidden", .count(hiddenSize)),
      Setting("layers", .count(layers)), .names("dilations", (dilations ?? []).map { "\($0)" }),
      Setting("dropout", .number(dropout)), Setting("ensemble", .count(ensemble)),
      Setting("distribution", distribution.map { .text($0.rawValue) } ?? .none),
      Setting("quantiles", .text(levels.map { "\($0)" }.joined(separator: ","))),
    ]
  }
}

extension Forecaster.Saved {
  /// Those of the network, and what was found in the series.
  var settings: [Setting] {
    network.settings + (frequency.map { [Setting("frequency", .text("\($0)"))] } ?? [])
      + [.names("at_least_0", scaling.nonnegativeTargets(of: network))]
  }
}

extension Setting {
  fileprivate static func names(_ name: String, _ names: [String]) -> Setting {
    Setting(name, names.isEmpty ? .none : .text(names.joined(separator: ",")))
  }
}

extension GeneratorConfiguration {
  var settings: [Setting] {
    [
      .cell(cell), Setting("embedding", .count(embeddingSize)),
      Setting("condition", .count(conditionSize)), Setting("vector", vectorSize.map { .count($0) } ?? .none),
      Setting("hidden", .count(hiddenSize)), Setting("layers", .count(layers)), Setting("dropout", .number(dropout)),
    ]
  }
}

extension SavedOutline {
  /// The input, each layer under its name, and what the model was compiled with.
  var settings: [Setting] {
    [Setting("input", .text("\(inputShape)"))]
      + layers.map { Setting($0.name, .text("\($0.kind) \($0.outputShape)")) }
      + [
        Setting("optimizer", compilation.map { .text($0.optimizer) } ?? .none),
        Setting("loss", compilation.map { .text($0.loss) } ?? .none),
        Setting("metrics", compilation.map { .text($0.metrics.joined(separator: ",")) } ?? .none),
      ]
  }
}

extension TrainingRecipe {
  /// As the command line names them.
  public var settings: [Setting] {
    [
      Setting("batch", .count(batchSize)), Setting("steps", steps.map { .count($0) } ?? .none),
      Setting("epochs", .count(epochs)), Setting("training_steps", trainingSteps.map { .count($0) } ?? .none),
      Setting("optimizer", .text(optimizer.rawValue)), .number("learning_rate", learningRate),
      Setting("schedule", .text(schedule.rawValue)),
      Setting("decay_after", decayAfter.map { .count($0) } ?? .none),
      .number("decay", decayAfter == nil ? nil : decay), .number("clip", clip),
      .number("average", averaging),
      Setting("seed", .text(String(seed))),
    ] + (shards.map { [Setting("shards", .count($0))] } ?? [])
  }
}
