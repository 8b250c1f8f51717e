import RecurrentLayers

/// How often each class was taken for each: the counts that precision, recall and F1 are made of, as scikit-learn has
/// them. Averages are over the classes that occur, as actual or as predicted ones.
public struct ConfusionMatrix: Sendable, Codable, Equatable {
  /// The number of classes.
  public let classes: Int
  /// `counts[actual][predicted]`.
  public private(set) var counts: [[Int]]

  /// Nothing counted yet.
  public init(classes: Int) {
    check(classes >= 1, "ConfusionMatrix", "classes", expected: "at least 1", got: classes)
    self.classes = classes
    counts = Array(repeating: Array(repeating: 0, count: classes), count: classes)
  }

  /// Notes that `actual` was taken for `predicted`.
  public mutating func add(actual: Int, predicted: Int) {
    requireClass(actual, "actual class")
    requireClass(predicted, "predicted class")
    counts[actual][predicted] += 1
  }

  /// Notes a batch: the class of the largest prediction of each row, `[..., classes]`, against its target.
  ///
  /// - Parameter targets: a class for each row, of the predictions' shape without its last axis; below 0 it does not
  ///   count.
  public mutating func add(predictions: Tensor, targets: IndexTensor) {
    check(
      predictions.width == classes, "ConfusionMatrix", "columns of the predictions", expected: classes,
      got: predictions.width)
    let predicted = predictions.predictedClasses()
    check(
      predicted.shape == targets.shape, "ConfusionMatrix", "shape of the targets", expected: predicted.shape,
      got: targets.shape)
    for (actual, guess) in zip(targets.scalars, predicted.scalars) where actual >= 0 {
      add(actual: Int(actual), predicted: Int(guess))
    }
  }

  /// Whether it can be one, where it comes from a file.
  var isPossible: Bool {
    classes >= 1 && counts.count == classes
      && counts.allSatisfy { $0.count == classes && $0.allSatisfy { (0...(1 << 40)).contains($0) } }
  }

  /// All that was noted.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// How often the class was the actual one.
  public func support(of label: Int) -> Int {
    requireClass(label, "class")
    return counts[label].reduce(0, +)
  }

  /// How often the class was predicted.
  public func predictions(of label: Int) -> Int {
    requireClass(label, "class")
    return counts.reduce(0) { $0 + $1[label] }
  }

  /// The share that was right.
  public var accuracy: Double { ratio(counts.indices.reduce(0) { $0 + counts[$1][$1] }, total) }

  /// Of what was taken for the class, the share that is of it; 0 where nothing was.
  public func precision(of label: Int) -> Double { ratio(hits(of: label), predictions(of: label)) }

  /// Of what is of the class, the share that was found; 0 where nothing is.
  public func recall(of label: Int) -> Double { ratio(hits(of: label), support(of: label)) }

  /// The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN); 0 where the class neither is nor was predicted.
  public func f1(of label: Int) -> Double {
    ratio(2 * hits(of: label), support(of: label) + predictions(of: label))
  }

  /// The plain mean over the classes that occur of ``precision(of:)``.
  public var macroPrecision: Double { mean(precision) }
  /// The plain mean over the classes that occur of ``recall(of:)``.
  public var macroRecall: Double { mean(recall) }
  /// The plain mean of ``f1(of:)`` over the classes that occur: rare classes count as much as common ones.
  public var macroF1: Double { mean(f1) }

  /// F1 of all decisions together. Where each example has one class and gets one, as here, micro-averaged precision,
  /// recall and F1 are all the accuracy.
  public var microF1: Double { accuracy }

  private func mean(_ figure: (Int) -> Double) -> Double {
    let occurring = counts.indices.filter { support(of: $0) + predictions(of: $0) > 0 }
    return occurring.isEmpty ? 0 : occurring.reduce(0) { $0 + figure($1) } / Double(occurring.count)
  }

  /// How often the class was rightly predicted.
  private func hits(of label: Int) -> Int {
    requireClass(label, "class")
    return counts[label][label]
  }

  private func requireClass(_ label: Int, _ what: String) {
    check((0..<classes).contains(label), "ConfusionMatrix", what, expected: "0..<\(classes)", got: label)
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }
}

extension ConfusionMatrix: CustomStringConvertible {
  /// A table: a row for each actual class, a column for each predicted one.
  public var description: String {
    let cells =
      [[""] + counts.indices.map(String.init)]
      + counts.enumerated().map { row, counts in
        ["\(row)"] + counts.map(String.init)
      }
    let width = cells.joined().reduce(0) { max($0, $1.count) }
    return cells.map { row in
      row.map { String(repeating: " ", count: width - $0.count) + $0 }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
