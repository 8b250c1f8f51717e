import RecurrentLayers

/// The metrics of this package with their settings, as data.
enum BuiltInMetric: Sendable, Codable, Equatable {
  case accuracy
  case topKAccuracy(k: Int)
  case meanAbsoluteError
  case meanSquaredError
  case rootMeanSquaredError
  case perplexity(fromLogits: Bool, ignoring: Int32)
  case precision(label: Int)
  case recall(label: Int)
  case f1(label: Int)
  case macroPrecision
  case macroRecall
  case macroF1
  case microF1

  /// Which of them a metric is; nil: none.
  init?(_ metric: any Metric) {
    guard let builtIn = (metric as? MeanMetric)?.builtIn ?? (metric as? ClassificationMetric)?.builtIn else {
      return nil
    }
    self = builtIn
  }

  /// An empty one.
  func makeMetric() -> any Metric {
    switch self {
    case .accuracy: .accuracy
    case .topKAccuracy(let k): .topKAccuracy(k)
    case .meanAbsoluteError: .meanAbsoluteError
    case .meanSquaredError: .meanSquaredError
    case .rootMeanSquaredError: .rootMeanSquaredError
    case .perplexity(let fromLogits, let ignoring): .perplexity(fromLogits: fromLogits, ignoring: ignoring)
    case .precision(let label): .precision(of: label)
    case .recall(let label): .recall(of: label)
    case .f1(let label): .f1(of: label)
    case .macroPrecision: .macroPrecision
    case .macroRecall: .macroRecall
    case .macroF1: .macroF1
    case .microF1: .microF1
    }
  }
}

extension BuiltInMetric: Checkable {
  /// As figures call it.
  var name: String { makeMetric().name }

  /// Refuses a figure of a class that a model with so many outputs does not tell; one output tells two apart.
  func requireClasses(_ outputs: Int?) throws(SpecificationError) {
    guard let outputs else { return }
    switch self {
    case .precision(let label), .recall(let label), .f1(let label):
      try require(label < max(2, outputs), "class", expected: "0 ..< \(max(2, outputs))", got: label)
    default: break
    }
  }

  func requireUsable() throws(SpecificationError) {
    switch self {
    case .topKAccuracy(let k):
      // The metric itself stops where it cannot be, and so has no name to give.
      guard k >= 1 else { throw SpecificationError("topKAccuracy", "k", expected: "at least 1", got: k) }
    case .precision(let label), .recall(let label), .f1(let label):
      try require(
        (0..<LayerShape.maximumSize).contains(label), "class", expected: "0 ..< \(LayerShape.maximumSize)", got: label)
    case .accuracy, .meanAbsoluteError, .meanSquaredError, .rootMeanSquaredError, .perplexity, .macroPrecision,
      .macroRecall, .macroF1, .microF1:
      break
    }
  }
}
