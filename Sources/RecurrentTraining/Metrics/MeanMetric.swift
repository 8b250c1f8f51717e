import RecurrentFoundation
import RecurrentLayers

/// A figure that is a function of a mean: accuracy, mean errors, perplexity.
public struct MeanMetric: Metric {
  public let name: String
  /// What a model's folder holds; nil: a metric of somebody's own.
  let builtIn: BuiltInMetric?
  private let terms: @Sendable (Tensor, Samples) -> [Double?]
  private let finish: @Sendable (Double) -> Double
  private var gathered = Sum()

  /// Of the terms so far.
  public struct Sum: Codable, Sendable {
    fileprivate var sum = 0.0
    fileprivate var count = 0
  }

  /// - Parameters:
  ///   - name: under which reports show it and ``CustomObjects`` finds it.
  ///   - terms: of the predictions and targets of a batch, what the mean is of, in row-major order: one an element or
  ///     one a row. nil where one does not count.
  ///   - finish: makes the figure from the mean.
  public init(
    _ name: String, finish: @escaping @Sendable (Double) -> Double = { $0 },
    terms: @escaping @Sendable (_ predictions: Tensor, _ targets: Samples) -> [Double?]
  ) {
    self.init(name, builtIn: nil, finish: finish, terms: terms)
  }

  fileprivate init(
    _ name: String, builtIn: BuiltInMetric?, finish: @escaping @Sendable (Double) -> Double = { $0 },
    terms: @escaping @Sendable (_ predictions: Tensor, _ targets: Samples) -> [Double?]
  ) {
    self.name = name
    self.builtIn = builtIn
    self.terms = terms
    self.finish = finish
  }

  public mutating func add(predictions: Tensor, targets: Samples, mask: SequenceMask?) {
    let terms = terms(predictions, targets)
    if let mask {
      check(
        terms.count % mask.counts.count == 0, name, "terms for a mask of \(mask.batch) x \(mask.steps)",
        expected: "a multiple of \(mask.counts.count)", got: terms.count)
    }
    for (index, term) in terms.enumerated() {
      guard let term, mask.map({ $0.counts[index * $0.counts.count / terms.count] }) ?? true else { continue }
      gathered.sum += term
      gathered.count += 1
    }
  }

  public var value: Double { gathered.count > 0 ? finish(gathered.sum / Double(gathered.count)) : 0 }

  public var memory: Sum { gathered }
  public mutating func restore(_ memory: Sum) throws {
    guard (0...(1 << 48)).contains(memory.count) else {
      throw CheckpointMismatch(name, saved: memory.count, now: "a count")
    }
    gathered = memory
  }
}

extension Metric where Self == MeanMetric {
  /// The share of rows whose largest prediction is that of the target's class; where there is one prediction a row, the
  /// share that is above 1/2 where the target is. Keras's `accuracy`. Targets below 0 do not count.
  public static var accuracy: MeanMetric {
    MeanMetric("accuracy", builtIn: .accuracy) { predictions, targets in
      zip(predictions.predictedClasses(for: targets), targets.classes(for: predictions)).map { predicted, actual in
        actual < 0 ? nil : predicted == actual ? 1 : 0
      }
    }
  }

  /// The share of rows whose target is among the `k` largest predictions; of equal ones the first are the larger.
  public static func topKAccuracy(_ k: Int = 5) -> MeanMetric {
    check(k >= 1, "topKAccuracy", "k", expected: "at least 1", got: k)
    return MeanMetric("top_\(k)_accuracy", builtIn: .topKAccuracy(k: k)) { predictions, targets in
      targets.classes(for: predictions).enumerated().map { row, actual in
        actual < 0 ? nil : predictions.rank(of: Int(actual), inRow: row) < k ? 1 : 0
      }
    }
  }

  /// The mean of |prediction - target|.
  public static var meanAbsoluteError: MeanMetric {
    MeanMetric("mae", builtIn: .meanAbsoluteError) { $0.errors(to: $1, "mae").map(abs) }
  }

  /// The mean of (prediction - target)².
  public static var meanSquaredError: MeanMetric {
    MeanMetric("mse", builtIn: .meanSquaredError) { $0.errors(to: $1, "mse").map { $0 * $0 } }
  }

  /// The square root of the mean of (prediction - target)².
  public static var rootMeanSquaredError: MeanMetric {
    MeanMetric("rmse", builtIn: .rootMeanSquaredError, finish: squareRoot) { $0.errors(to: $1, "rmse").map { $0 * $0 } }
  }

  /// exp of the mean of -log p(target): how many equally likely classes it is like to choose between.
  ///
  /// - Parameters:
  ///   - fromLogits: whether predictions are not yet through a softmax.
  ///   - ignoring: rows with this target do not count.
  public static func perplexity(fromLogits: Bool = false, ignoring: Int32 = -1) -> MeanMetric {
    let builtIn = BuiltInMetric.perplexity(fromLogits: fromLogits, ignoring: ignoring)
    return MeanMetric("perplexity", builtIn: builtIn, finish: exponential) { predictions, targets in
      let logSums = fromLogits ? predictions.softmaxAndLogSums().logSums : nil
      return targets.classes(for: predictions).enumerated().map { row, target in
        guard target != ignoring else { return nil }
        let prediction = predictions.floats[row * predictions.width + Int(target)]
        return logSums.map { Double($0.floats[row]) - Double(prediction) } ?? -log(
          Double(max(prediction, smallestProbability)))
      }
    }
  }
}

private let squareRoot: @Sendable (Double) -> Double = { $0.squareRoot() }
private let exponential: @Sendable (Double) -> Double = { exp($0) }
