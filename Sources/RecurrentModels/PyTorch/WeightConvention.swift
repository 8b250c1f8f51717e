/// How a framework names and keeps the weights of layers. Read from its sources: PyTorch's torch/nn/modules/rnn.py, MLX's
/// python/mlx/nn/layers/recurrent.py, Flax's linen/recurrent.py.
public enum WeightConvention: Sendable {
  /// `weight_ih_l0`, `[gates * hidden, input]`; two biases, or none.
  case pytorch
  /// `Wx`, `Wh` and one `bias` (of a GRU `b`, and `bhn` for n), laid out as PyTorch's.
  case mlx
  /// A `Dense` for each gate: `ii.kernel`, `hi.kernel`, `hi.bias`, each `[input, output]`.
  case flax
}
