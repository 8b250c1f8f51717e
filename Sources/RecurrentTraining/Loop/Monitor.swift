import RecurrentLayers

/// The figure that tells which of two epochs is better.
///
/// ```swift
/// try trainer.run(learner, epochs: 20, monitor: .highest("val_f1"))
/// ```
public struct Monitor: Sendable, Codable, Equatable {
  /// What is wanted of the figure.
  public enum Goal: String, Sendable, Codable {
    /// Less is better.
    case lowest
    /// More is better.
    case highest
  }

  /// As in ``EpochReport/figures``: `val_loss`, `val_accuracy`, `loss`.
  public var figure: String
  /// Which way is better.
  public var goal: Goal

  /// The lowest loss on the validation data.
  public static let validationLoss = lowest("val_loss")
  /// The highest accuracy on the validation data.
  public static let validationAccuracy = highest("val_accuracy")

  /// The lowest of a figure.
  public static func lowest(_ figure: String) -> Monitor { Monitor(figure: figure, goal: .lowest) }
  /// The highest of a figure.
  public static func highest(_ figure: String) -> Monitor { Monitor(figure: figure, goal: .highest) }

  /// Whether `value` is better than `other` by more than `margin`. What is not a number is never better, and worse than
  /// any number.
  public func isBetter(_ value: Double, than other: Double, by margin: Double = 0) -> Bool {
    guard !value.isNaN else { return false }
    guard !other.isNaN else { return true }
    return switch goal {
    case .lowest: value < other - margin
    case .highest: value > other + margin
    }
  }

  /// Whether an epoch is better than one before it. Without validation there is no `val_` figure, and the later is. Where
  /// the figures are equal, as accuracies of few examples often are, the epoch with less validation loss is.
  func prefers(_ report: EpochReport, to earlier: EpochReport) throws(MissingFigure) -> Bool {
    guard report.validationLoss != nil || !figure.hasPrefix("val_") else { return true }
    let (now, before) = (try value(in: report), try value(in: earlier))
    guard now == before, let loss = report.validationLoss, let lossBefore = earlier.validationLoss else {
      return isBetter(now, than: before)
    }
    return loss < lossBefore
  }

  /// Checks that the figure is one of those that epochs will have; nil: they are not known.
  func requireFigure(in known: Set<String>?) throws(MissingFigure) {
    guard let known, !known.contains(figure) else { return }
    throw MissingFigure(figure: figure, known: known.sorted())
  }

  /// The figure, which the epochs must have.
  func value(in report: EpochReport) throws(MissingFigure) -> Double {
    guard let value = report.figures[figure] else {
      throw MissingFigure(figure: figure, known: report.figures.keys.sorted())
    }
    return value
  }
}

/// A ``Monitor`` watches a figure that the run does not have.
public struct MissingFigure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The figure that is not there.
  public let figure: String
  /// The figures that the run has.
  public let known: [String]

  /// A figure that is not among those known.
  public init(figure: String, known: [String]) { (self.figure, self.known) = (figure, known) }

  public var description: String {
    "there is no figure \(figure.debugDescription) to watch: the run has \(known.joined(separator: ", "))"
      + (figure.hasPrefix("val_") ? "; validation data gives those that begin with val_" : "")
  }
}
