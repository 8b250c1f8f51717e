import RecurrentLayers

extension Tensor {
  /// The class that each row predicts: ``Tensor/argmax()``.
  public func predictedClasses() -> IndexTensor { argmax() }

  /// As many classes as `targets` has: where there is one number a row it is the probability of class 1.
  func predictedClasses(for targets: Samples) -> [Int32] {
    width == 1 ? scalars.map { $0 > 0.5 ? 1 : 0 } : predictedClasses().scalars
  }

  /// How many numbers of the row stand before its number at `column`, the largest first.
  func rank(of column: Int, inRow row: Int) -> Int {
    let start = floats + row * width
    return (0..<width).count { start[$0] > start[column] || start[$0] == start[column] && $0 < column }
  }

  /// prediction - target, element by element.
  func errors(to targets: Samples, _ metric: String) -> [Double] {
    guard case .numbers(let targets) = targets else {
      fatalError("\(metric): targets: expected numbers, got classes")
    }
    check(shape == targets.shape, metric, "shape of the targets", expected: shape, got: targets.shape)
    return (0..<count).map { Double(floats[$0]) - Double(targets.floats[$0]) }
  }
}

extension Samples {
  /// The class of each row: as given, from one-hot rows, or, for one prediction a row, 1 where the target is above 1/2.
  func classes(for predictions: Tensor) -> [Int32] {
    let rows = Array(predictions.shape.dropLast())
    switch self {
    case .indices(let classes):
      check(
        classes.shape == rows || predictions.width == 1 && classes.shape == predictions.shape, "Metric",
        "shape of the targets", expected: rows, got: classes.shape)
      let count = max(2, predictions.width)
      if let wrong = classes.scalars.first(where: { $0 >= count }) {
        check(false, "Metric", "target", expected: "below \(count)", got: wrong)
      }
      return classes.scalars
    case .numbers(let targets):
      check(
        targets.shape == predictions.shape, "Metric", "shape of the targets", expected: predictions.shape,
        got: targets.shape)
      return targets.predictedClasses(for: self)
    }
  }
}
