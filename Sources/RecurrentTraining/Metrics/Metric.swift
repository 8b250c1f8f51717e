import RecurrentLayers

/// A figure that says how good predictions are, gathered batch by batch.
///
/// A metric is a value that begins empty: a copy counts by itself. Its figure is that of all the examples together,
/// exactly, however they were cut into batches; it is not the mean of the batches' figures.
/// ```swift
/// var f1 = ClassificationMetric.macroF1
/// for batch in batches { f1.add(predictions: model(batch.x), targets: batch.y.samples) }
/// print(f1.value)
/// ```
/// Its ``Resumable/memory`` is what it has gathered. A metric that is `Codable` is its own.
public protocol Metric: Sendable, Resumable {
  /// What reports call it: `accuracy`.
  var name: String { get }

  /// Takes in a batch.
  ///
  /// - Parameters:
  ///   - predictions: `[batch, ...]`.
  ///   - targets: of the predictions' shape, or classes of that shape without its last axis.
  ///   - mask: the steps that count, of predictions `[batch, time, ...]`; nil: all.
  mutating func add(predictions: Tensor, targets: Samples, mask: SequenceMask?)

  /// The figure of all batches so far; 0 without any.
  var value: Double { get }
}

extension Metric where Self: Codable {
  public var memory: Self { self }
  public mutating func restore(_ memory: Self) { self = memory }
}

extension Metric {
  /// Counts a batch in.
  public mutating func add(predictions: Tensor, targets: Samples) {
    add(predictions: predictions, targets: targets, mask: nil)
  }
}
