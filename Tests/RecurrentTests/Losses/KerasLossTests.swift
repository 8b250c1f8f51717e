import Recurrent
import Testing

/// Every loss with every reduction, with and without weights and mask, beside Keras's: values and gradients.
/// `Golden/generate_keras_losses.py` makes the numbers.
@Suite struct KerasLossTests {
  struct Golden: Decodable {
    let shape: [Int]
    let logits, probabilities, numbers, bits, oneHot, weights: [Float]
    let classes: [Int32]
    let mask: [Bool]
    let ignored: Int32
    let losses: [Case]
    let metrics: [String: Double]
    let f1: [Double]

    func tensor(_ path: KeyPath<Golden, [Float]>) -> Tensor { Tensor(shape: shape, scalars: self[keyPath: path]) }
    var labels: IndexTensor { IndexTensor(shape: Array(shape.dropLast()), scalars: classes) }
  }

  struct Case: Decodable, CustomTestStringConvertible {
    let loss: String
    let reduction: Reduction
    let weighted, masked: Bool
    let value: Float
    let gradient: [Float]

    var testDescription: String {
      "\(loss), \(reduction)" + (weighted ? ", weighted" : "") + (masked ? ", masked" : "")
    }
  }

  static let golden: Golden = goldenFile("keras_losses")

  /// The predictions that a loss takes, and the loss of them.
  private func problem(_ expected: Case) throws -> (Tensor, (Tensor) -> Tensor) {
    let golden = Self.golden
    let weights = expected.weighted ? Tensor(shape: golden.labels.shape, scalars: golden.weights) : nil
    let mask =
      expected.masked ? SequenceMask(batch: golden.shape[0], steps: golden.shape[1], counts: golden.mask) : nil
    let (logits, probabilities) = (golden.tensor(\.logits), golden.tensor(\.probabilities))
    let (numbers, bits, oneHot) = (golden.tensor(\.numbers), golden.tensor(\.bits), golden.tensor(\.oneHot))
    let (labels, reduction) = (golden.labels, expected.reduction)
    let losses: [String: (Tensor, (Tensor) -> Tensor)] = [
      "meanSquaredError": (
        logits, { meanSquaredError($0, targets: numbers, weights: weights, mask: mask, reduction: reduction) }
      ),
      "meanAbsoluteError": (
        logits, { meanAbsoluteError($0, targets: numbers, weights: weights, mask: mask, reduction: reduction) }
      ),
      "huber": (
        logits, { huberLoss($0, targets: numbers, delta: 0.8, weights: weights, mask: mask, reduction: reduction) }
      ),
      "binaryCrossEntropy": (
        probabilities,
        {
          binaryCrossEntropy(
            $0, targets: bits, labelSmoothing: 0.1, weights: weights, mask: mask, reduction: reduction)
        }
      ),
      "binaryCrossEntropyFromLogits": (
        logits,
        {
          sigmoidCrossEntropy(
            $0, targets: bits, labelSmoothing: 0.2, weights: weights, mask: mask, reduction: reduction)
        }
      ),
      "categoricalCrossEntropy": (
        probabilities,
        {
          categoricalCrossEntropy(
            $0, targets: oneHot, labelSmoothing: 0.1, weights: weights, mask: mask, reduction: reduction)
        }
      ),
      "categoricalCrossEntropyFromLogits": (
        logits,
        {
          softmaxCrossEntropy(
            $0, probabilities: oneHot, labelSmoothing: 0.3, weights: weights, mask: mask, reduction: reduction)
        }
      ),
      "sparseCategoricalCrossEntropy": (
        probabilities,
        { categoricalCrossEntropy($0, targets: labels, weights: weights, mask: mask, reduction: reduction) }
      ),
      "sparseCategoricalCrossEntropyFromLogits": (
        logits, { softmaxCrossEntropy($0, targets: labels, weights: weights, mask: mask, reduction: reduction) }
      ),
      "sparseCategoricalCrossEntropyIgnoring": (
        logits,
        {
          softmaxCrossEntropy(
            $0, targets: labels, ignoring: golden.ignored, weights: weights, mask: mask, reduction: reduction)
        }
      ),
    ]
    return try #require(losses[expected.loss])
  }

  @Test(arguments: golden.losses) func agreesWithKeras(_ expected: Case) throws {
    let (predictions, loss) = try problem(expected)
    let (value, slopes) = gradients(at: [predictions]) { loss($0[0]) }
    // Sums of up to 24 terms of single precision, in another order: 24 * 6e-8 of the sum.
    #expect(abs(value.item - expected.value) <= 2e-6 * max(1, abs(expected.value)))
    let largest = expected.gradient.map(abs).max() ?? 0
    let distance = slopes[0].distance(to: Tensor(shape: Self.golden.shape, scalars: expected.gradient))
    #expect(distance <= 2e-6 * max(1, largest))
  }

  @Test(arguments: golden.losses) func theGradientIsTheSlope(_ expected: Case) throws {
    let (predictions, loss) = try problem(expected)
    // Absolute and Huber losses bend where a difference crosses 0 or delta, and probabilities end at 0: the points
    // within reach of the differences are left out by a smaller problem elsewhere.
    guard !["meanAbsoluteError", "huber"].contains(expected.loss), predictions == Self.golden.tensor(\.logits) else {
      return
    }
    try expectInputGradients([predictions]) { loss($0[0]) * 0.1 }
  }

  // MARK: Metrics

  @Test func metricsAgreeWithKeras() throws {
    let golden = Self.golden
    let rows = golden.labels.count
    let logits = golden.tensor(\.logits).reshaped([rows, golden.shape[2]])
    let labels = golden.labels.reshaped([rows])
    let numbers = golden.tensor(\.numbers).reshaped(logits.shape)
    let (probabilities, bits) = (golden.tensor(\.probabilities), golden.tensor(\.bits))
    let pairs = [probabilities.count, 1]
    func expect(
      _ metric: some Metric, _ predictions: Tensor, _ targets: some SamplesConvertible, _ name: String,
      _ location: SourceLocation = #_sourceLocation
    ) throws {
      let value = try gather(metric, predictions, targets.samples, batchSize: 1).value
      let wanted = try #require(golden.metrics[name], sourceLocation: location)
      // Keras counts in single precision.
      #expect(abs(value - wanted) < 1e-6 * max(1, wanted), sourceLocation: location)
    }
    try expect(.accuracy, logits, labels, "accuracy")
    try expect(.topKAccuracy(2), logits, labels, "top_2_accuracy")
    try expect(.meanAbsoluteError, logits, numbers, "mae")
    try expect(.meanSquaredError, logits, numbers, "mse")
    try expect(.rootMeanSquaredError, logits, numbers, "rmse")
    for (label, f1) in golden.f1.enumerated() {
      #expect(abs(gather(.f1(of: label), logits, labels.samples, batchSize: 1).value - f1) < 1e-6)
    }
    let (ones, wanted) = (probabilities.reshaped(pairs), bits.reshaped(pairs))
    try expect(.accuracy, ones, wanted, "binary_accuracy")
    try expect(.precision(), ones, wanted, "binary_precision")
    try expect(.recall(), ones, wanted, "binary_recall")
  }
}

/// A metric that has seen all examples in batches.
func gather<M: Metric>(_ metric: M, _ predictions: Tensor, _ targets: Samples, batchSize: Int) -> M {
  var metric = metric
  for rows in Batches(count: targets.count, batchSize: batchSize) {
    guard case .numbers(let part) = predictions.samples.rows(rows) else { continue }
    metric.add(predictions: part, targets: targets.rows(rows))
  }
  return metric
}
