import RecurrentLayers

/// The losses of this package with their settings, as data.
enum BuiltInLoss: Sendable, Codable, Equatable {
  case meanSquaredError
  case meanAbsoluteError
  case huber(delta: Float)
  case binaryCrossEntropy(fromLogits: Bool, labelSmoothing: Float)
  case categoricalCrossEntropy(fromLogits: Bool, labelSmoothing: Float)
  case sparseCategoricalCrossEntropy(fromLogits: Bool, ignoring: Int32, labelSmoothing: Float)

  /// The mean loss of the batch.
  func callAsFunction(_ batch: Loss.Batch) -> Tensor {
    let (predictions, weights, mask) = (batch.predictions, batch.weights, batch.mask)
    switch self {
    case .meanSquaredError:
      return RecurrentLayers.meanSquaredError(predictions, targets: batch.numbers, weights: weights, mask: mask)
    case .meanAbsoluteError:
      return RecurrentLayers.meanAbsoluteError(predictions, targets: batch.numbers, weights: weights, mask: mask)
    case .huber(let delta):
      return huberLoss(predictions, targets: batch.numbers, delta: delta, weights: weights, mask: mask)
    case .binaryCrossEntropy(let fromLogits, let labelSmoothing):
      let loss = fromLogits ? sigmoidCrossEntropy : RecurrentLayers.binaryCrossEntropy
      return loss(predictions, batch.numbers, labelSmoothing, weights, mask, .mean)
    case .categoricalCrossEntropy(let fromLogits, let labelSmoothing):
      return fromLogits
        ? softmaxCrossEntropy(
          predictions, probabilities: batch.numbers, labelSmoothing: labelSmoothing, weights: weights, mask: mask)
        : RecurrentLayers.categoricalCrossEntropy(
          predictions, targets: batch.numbers, labelSmoothing: labelSmoothing, weights: weights, mask: mask)
    case .sparseCategoricalCrossEntropy(let fromLogits, let ignoring, let labelSmoothing):
      guard case .indices(let targets) = batch.targets else {
        fatalError("sparseCategoricalCrossEntropy: targets: expected classes (an IndexTensor), got numbers")
      }
      return fromLogits
        ? softmaxCrossEntropy(
          predictions, targets: targets, ignoring: ignoring, labelSmoothing: labelSmoothing, weights: weights,
          mask: mask)
        : RecurrentLayers.categoricalCrossEntropy(
          predictions, targets: targets, ignoring: ignoring, labelSmoothing: labelSmoothing, weights: weights,
          mask: mask)
    }
  }

  /// The rows that count: what the mean divides by.
  func weight(of batch: Loss.Batch) -> Double {
    guard case .sparseCategoricalCrossEntropy(_, let ignoring, _) = self else {
      return batch.rowsThatCount(ignoring: nil)
    }
    return batch.rowsThatCount(ignoring: ignoring)
  }
}

extension BuiltInLoss: Checkable {
  var name: String {
    switch self {
    case .meanSquaredError: "meanSquaredError"
    case .meanAbsoluteError: "meanAbsoluteError"
    case .huber: "huber"
    case .binaryCrossEntropy: "binaryCrossEntropy"
    case .categoricalCrossEntropy: "categoricalCrossEntropy"
    case .sparseCategoricalCrossEntropy: "sparseCategoricalCrossEntropy"
    }
  }

  func requireUsable() throws(SpecificationError) {
    switch self {
    case .meanSquaredError, .meanAbsoluteError: break
    case .huber(let delta): try requireAboveZero(delta, "delta")
    case .binaryCrossEntropy(_, let smoothing), .categoricalCrossEntropy(_, let smoothing),
      .sparseCategoricalCrossEntropy(_, _, let smoothing):
      try require((0...1).contains(smoothing), "labelSmoothing", expected: "0 to 1", got: smoothing)
    }
  }
}

extension Loss.Batch {
  /// The targets as numbers: Keras too takes classes 0 and 1 for numbers.
  fileprivate var numbers: Tensor {
    switch targets {
    case .numbers(let tensor):
      return tensor
    case .indices(let classes):
      let tensor = Tensor(shape: classes.shape, scalars: classes.scalars.map { Float($0) })
      return tensor.shape + [1] == predictions.shape ? tensor.reshaped(predictions.shape) : tensor
    }
  }

  /// The rows of predictions that count.
  fileprivate func rowsThatCount(ignoring: Int32?) -> Double {
    let shape = Array(predictions.shape.dropLast())
    var ignored: ((Int) -> Bool)?
    if let ignoring, case .indices(let targets) = targets { ignored = { targets.scalars[$0] == ignoring } }
    return Double(
      LossWeights("Loss", shape: shape, weights: nil, mask: mask, reduction: .sum, ignored: ignored).count)
  }
}

extension BuiltInLoss {
  /// Why these targets cannot be compared with outputs of a shape; nil: they can.
  ///
  /// - Parameter output: of one example; nil for an axis of any size.
  func problem(with targets: Samples, output: [Int?]) -> DataError? {
    let shape = targets.shape.dropFirst().map { Int?($0) }
    switch self {
    case .sparseCategoricalCrossEntropy:
      guard case .indices = targets else {
        return .kind(what: "targets", expected: "classes (an IndexTensor)", got: "numbers")
      }
      let classes = Array(output.dropLast())
      return shape.fits(classes) || shape.fits(classes + [1])
        ? nil : .shape(what: "targets", expected: LayerShape(classes).description, got: targets.shape)
    default:
      // Classes 0 and 1 are numbers too, and a last axis of 1 may be left out.
      return shape.fits(output) || output.last == 1 && shape.fits(Array(output.dropLast()))
        ? nil : .shape(what: "targets", expected: LayerShape(output).description, got: targets.shape)
    }
  }
}

extension [Int?] {
  fileprivate func fits(_ other: [Int?]) -> Bool {
    count == other.count && zip(self, other).allSatisfy { $0 == $1 || $0 == nil || $1 == nil }
  }
}
