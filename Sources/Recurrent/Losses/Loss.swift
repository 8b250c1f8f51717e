/// A loss as ``Sequential/compile(optimizer:loss:metrics:clippingNorm:schedules:)`` takes it.
public struct Loss: Sendable {
  /// What a batch is compared in: its predictions and targets, the weights of its examples, and the steps that count.
  public struct Batch: Sendable {
    public let predictions: Tensor
    public let targets: Samples
    public let weights: Tensor?
    public let mask: SequenceMask?

    /// A last axis of 1 that only the predictions have, or only classes, goes to the other or goes away, as in Keras.
    public init(predictions: Tensor, targets: Samples, weights: Tensor? = nil, mask: SequenceMask? = nil) {
      self.predictions = predictions
      self.targets = targets.aligned(with: predictions)
      self.weights = weights
      self.mask = mask
    }
  }

  public let name: String
  private let body: @Sendable (Batch) -> Tensor
  private let weight: @Sendable (Batch) -> Double

  /// A loss of one's own.
  ///
  /// - Parameters:
  ///   - weight: how much a batch counts in the mean of several; nil: by its examples.
  ///   - body: the mean loss of a batch, a single number; its weights and mask are the body's to heed.
  public init(
    _ name: String, weight: (@Sendable (Batch) -> Double)? = nil, body: @escaping @Sendable (Batch) -> Tensor
  ) {
    self.name = name
    self.body = body
    self.weight = weight ?? { Double($0.targets.count) }
  }

  /// The mean loss of the batch.
  public func callAsFunction(_ batch: Batch) -> Tensor { body(batch) }

  /// What its mean divides by, so that the mean over many batches is that over all their examples.
  public func weight(of batch: Batch) -> Double { weight(batch) }
}

extension Loss {
  public static let meanSquaredError = Loss(regression: "meanSquaredError") {
    Recurrent.meanSquaredError($0.predictions, targets: $1, weights: $0.weights, mask: $0.mask)
  }

  public static let meanAbsoluteError = Loss(regression: "meanAbsoluteError") {
    Recurrent.meanAbsoluteError($0.predictions, targets: $1, weights: $0.weights, mask: $0.mask)
  }

  public static var huber: Loss { huber() }

  public static func huber(delta: Float = 1) -> Loss {
    Loss(regression: "huber") {
      huberLoss($0.predictions, targets: $1, delta: delta, weights: $0.weights, mask: $0.mask)
    }
  }

  public static var binaryCrossEntropy: Loss { binaryCrossEntropy() }

  /// - Parameter fromLogits: whether predictions are not yet through a sigmoid.
  public static func binaryCrossEntropy(fromLogits: Bool = false, labelSmoothing: Float = 0) -> Loss {
    Loss(regression: "binaryCrossEntropy") { batch, targets in
      fromLogits
        ? sigmoidCrossEntropy(
          batch.predictions, targets: targets, labelSmoothing: labelSmoothing, weights: batch.weights, mask: batch.mask)
        : Recurrent.binaryCrossEntropy(
          batch.predictions, targets: targets, labelSmoothing: labelSmoothing, weights: batch.weights, mask: batch.mask)
    }
  }

  public static var categoricalCrossEntropy: Loss { categoricalCrossEntropy() }

  /// Of targets that are one-hot or probabilities, `[..., classes]`.
  ///
  /// - Parameter fromLogits: whether predictions are not yet through a softmax.
  public static func categoricalCrossEntropy(fromLogits: Bool = false, labelSmoothing: Float = 0) -> Loss {
    Loss("categoricalCrossEntropy", weight: Self.countRows) { batch in
      let targets = batch.numbers
      return fromLogits
        ? softmaxCrossEntropy(
          batch.predictions, probabilities: targets, labelSmoothing: labelSmoothing, weights: batch.weights,
          mask: batch.mask)
        : Recurrent.categoricalCrossEntropy(
          batch.predictions, targets: targets, labelSmoothing: labelSmoothing, weights: batch.weights, mask: batch.mask)
    }
  }

  public static var sparseCategoricalCrossEntropy: Loss { sparseCategoricalCrossEntropy() }

  /// Of targets that are classes, of the predictions' shape without its last axis.
  ///
  /// - Parameters:
  ///   - fromLogits: whether predictions are not yet through a softmax.
  ///   - ignoring: targets that do not count.
  public static func sparseCategoricalCrossEntropy(
    fromLogits: Bool = false, ignoring: Int32 = -1, labelSmoothing: Float = 0
  ) -> Loss {
    let weight: @Sendable (Batch) -> Double = { $0.rowsThatCount(ignoring: ignoring) }
    return Loss("sparseCategoricalCrossEntropy", weight: weight) { batch in
      guard case .indices(let targets) = batch.targets else {
        fatalError("sparseCategoricalCrossEntropy: targets: expected classes (an IndexTensor), got numbers")
      }
      return fromLogits
        ? softmaxCrossEntropy(
          batch.predictions, targets: targets, ignoring: ignoring, labelSmoothing: labelSmoothing,
          weights: batch.weights, mask: batch.mask)
        : Recurrent.categoricalCrossEntropy(
          batch.predictions, targets: targets, ignoring: ignoring, labelSmoothing: labelSmoothing,
          weights: batch.weights, mask: batch.mask)
    }
  }

  private static let countRows: @Sendable (Batch) -> Double = { $0.rowsThatCount(ignoring: nil) }

  /// A loss by elements: predictions and targets are of one shape.
  private init(regression name: String, body: @escaping @Sendable (Batch, _ targets: Tensor) -> Tensor) {
    self.init(name, weight: Self.countRows) { body($0, $0.numbers) }
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
