import Recurrent
import RecurrentFoundation

/// The figure by which a task tells a better model from a worse one.
struct MainFigure {
  let name: String
  let value: Double
  /// Whether less is better.
  let isLoss: Bool

  /// How much worse another is, as a part of this one; below 0 where it is better.
  func worsening(to other: MainFigure) -> Double {
    let difference = isLoss ? other.value - value : value - other.value
    return difference == 0 ? 0 : difference / value
  }

  var text: String { Figures.fixed(value, 5) }

  init(of model: LanguageModel, on path: String) throws {
    let figures = try Failure.naming(path) { try model.evaluate(contentsOf: path) }
    (name, value, isLoss) = ("nats per token", figures.natsPerToken, true)
  }

  init(of generator: SequenceGenerator, on texts: LabeledTexts) throws {
    (name, value, isLoss) = ("nats per token", try generator.evaluate(on: texts).natsPerToken, true)
  }

  init(of classifier: TextClassifier, on texts: LabeledTexts) throws {
    (name, value, isLoss) = ("accuracy", try classifier.evaluate(on: texts).accuracy, false)
  }

  init(of tagger: Tagger, on path: String) throws {
    (name, value, isLoss) = ("accuracy", try tagger.evaluate(on: TaggedSentences(path: path)).accuracy, false)
  }

  init(of translator: Translator, on pairs: TextPairs) throws {
    (name, value, isLoss) = ("accuracy", try translator.evaluate(on: pairs).accuracy, false)
  }

  /// - Parameter actual: what follows the series; nil: they are measured on what the model did not learn from.
  init(of forecaster: Forecaster, on collection: SeriesCollection, actual: SeriesCollection?) throws {
    let figures =
      try actual.map { try forecaster.evaluate(after: collection, actual: $0) }
      ?? forecaster.evaluate(on: collection, rows: forecaster.unseenRows)
    (name, value, isLoss) = ("mean squared error", figures.forecaster.mse, true)
  }
}
