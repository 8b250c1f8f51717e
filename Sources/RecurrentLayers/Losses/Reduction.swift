/// How the losses of single elements become one number.
public enum Reduction: String, Sendable, Codable, CaseIterable {
  /// Their sum, weighted, over the number of those that count (neither masked nor ignored): Keras's
  /// `sum_over_batch_size`. Weights do not change the divisor.
  case mean
  /// Their weighted sum.
  case sum
  /// Their weighted sum over the sum of the weights: PyTorch's mean with class weights, Keras's
  /// `mean_with_sample_weight`. Without weights it is ``mean``.
  case weightedMean

  /// The factor of each loss, of which `count` count, their weights being `weight` together; 0 for none.
  func scale(count: Int, weight: Double) -> Float {
    switch self {
    case .mean: count > 0 ? 1 / Float(count) : 0
    case .sum: 1
    case .weightedMean: weight > 0 ? Float(1 / weight) : 0
    }
  }

  /// The factor of each of `count` losses without weights.
  func scale(count: Int) -> Float { scale(count: count, weight: Double(count)) }
}
