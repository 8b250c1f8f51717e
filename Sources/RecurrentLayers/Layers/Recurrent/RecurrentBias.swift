/// The biases of a recurrent layer.
public enum RecurrentBias: String, Sendable, Codable, CaseIterable {
  /// No bias.
  case none
  /// `bias_ih` alone: Keras's, except for a GRU that resets after the product.
  case single
  /// `bias_ih` and `bias_hh`: PyTorch's and cuDNN's. Only a GRU that resets after the product can do more with two than
  /// with one; elsewhere their sum counts.
  case double
}
