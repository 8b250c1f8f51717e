import RecurrentLayers

/// A loss as ``Sequential/compile(optimizer:loss:metrics:clippingNorm:schedules:)`` takes it.
public struct Loss: Sendable {
  /// What a batch is compared in: its predictions and targets, the weights of its examples, and the steps that count.
  public struct Batch: Sendable {
    /// What the model said.
    public let predictions: Tensor
    /// What was right.
    public let targets: Samples
    /// How much each example counts; nil: all alike.
    public let weights: Tensor?
    /// Which steps count; nil: all.
    public let mask: SequenceMask?

    /// A last axis of 1 that only the predictions have, or only classes, goes to the other or goes away, as in Keras.
    public init(predictions: Tensor, targets: Samples, weights: Tensor? = nil, mask: SequenceMask? = nil) {
      self.predictions = predictions
      self.targets = targets.aligned(with: predictions)
      self.weights = weights
      self.mask = mask
    }
  }

  /// Its name in a saved model.
  public let name: String
  /// What a model's folder holds; nil: a loss of somebody's own.
  let builtIn: BuiltInLoss?
  private let body: @Sendable (Batch) -> Tensor
  private let weight: @Sendable (Batch) -> Double

  /// A loss of one's own.
  ///
  /// - Parameters:
  ///   - name: under which ``CustomObjects`` finds it.
  ///   - weight: how much a batch counts in the mean of several; nil: by its examples.
  ///   - body: the mean loss of a batch, a single number; its weights and mask are the body's to heed.
  public init(
    _ name: String, weight: (@Sendable (Batch) -> Double)? = nil, body: @escaping @Sendable (Batch) -> Tensor
  ) {
    self.name = name
    self.body = body
    self.weight = weight ?? { Double($0.targets.count) }
    builtIn = nil
  }

  init(_ builtIn: BuiltInLoss) {
    self.builtIn = builtIn
    name = builtIn.name
    body = { builtIn($0) }
    weight = { builtIn.weight(of: $0) }
  }

  /// The mean loss of the batch.
  public func callAsFunction(_ batch: Batch) -> Tensor { body(batch) }

  /// What its mean divides by, so that the mean over many batches is that over all their examples.
  public func weight(of batch: Batch) -> Double { weight(batch) }
}

extension Loss {
  /// The mean of squared differences.
  public static let meanSquaredError = Loss(.meanSquaredError)
  /// The mean of absolute differences.
  public static let meanAbsoluteError = Loss(.meanAbsoluteError)

  /// ``huber(delta:)`` with a delta of 1.
  public static var huber: Loss { huber() }

  /// Squared up to `delta`, linear beyond (Huber 1964).
  public static func huber(delta: Float = 1) -> Loss { Loss(.huber(delta: delta)) }

  /// ``binaryCrossEntropy(fromLogits:labelSmoothing:)`` of what has been through a sigmoid.
  public static var binaryCrossEntropy: Loss { binaryCrossEntropy() }

  /// - Parameter fromLogits: whether predictions are not yet through a sigmoid.
  public static func binaryCrossEntropy(fromLogits: Bool = false, labelSmoothing: Float = 0) -> Loss {
    Loss(.binaryCrossEntropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing))
  }

  /// ``categoricalCrossEntropy(fromLogits:labelSmoothing:)`` of what has been through a softmax.
  public static var categoricalCrossEntropy: Loss { categoricalCrossEntropy() }

  /// Of targets that are one-hot or probabilities, `[..., classes]`.
  ///
  /// - Parameter fromLogits: whether predictions are not yet through a softmax.
  public static func categoricalCrossEntropy(fromLogits: Bool = false, labelSmoothing: Float = 0) -> Loss {
    Loss(.categoricalCrossEntropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing))
  }

  /// Of classes, and of predictions that have been through a softmax.
  public static var sparseCategoricalCrossEntropy: Loss { sparseCategoricalCrossEntropy() }

  /// Of targets that are classes, of the predictions' shape without its last axis.
  ///
  /// - Parameters:
  ///   - fromLogits: whether predictions are not yet through a softmax.
  ///   - ignoring: targets that do not count.
  public static func sparseCategoricalCrossEntropy(
    fromLogits: Bool = false, ignoring: Int32 = -1, labelSmoothing: Float = 0
  ) -> Loss {
    Loss(
      .sparseCategoricalCrossEntropy(fromLogits: fromLogits, ignoring: ignoring, labelSmoothing: labelSmoothing))
  }
}
