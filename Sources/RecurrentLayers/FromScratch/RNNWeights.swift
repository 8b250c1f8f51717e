/// The three parameters of a vanilla recurrent network, or their gradients. Shapes are those of the products
/// x Wx and h Wh, D inputs and H hidden: the transposes of PyTorch's.
public struct RNNWeights: Sendable {
  /// `[D, H]`: from the input.
  public var wx: Tensor
  /// `[H, H]`: from the state before.
  public var wh: Tensor
  /// `[H]`.
  public var b: Tensor

  /// `wx` is `[D, H]`, `wh` `[H, H]`, `b` `[H]`.
  public init(wx: Tensor, wh: Tensor, b: Tensor) {
    check(wx.rank == 2, "RNNWeights", "shape of wx", expected: "[D, H]", got: wx.shape)
    let hidden = wx.width
    check(wh.shape == [hidden, hidden], "RNNWeights", "shape of wh", expected: [hidden, hidden], got: wh.shape)
    check(b.shape == [hidden], "RNNWeights", "shape of b", expected: [hidden], got: b.shape)
    (self.wx, self.wh, self.b) = (wx, wh, b)
  }

  /// Zeros of the same shapes: where sums of gradients begin.
  public var zeros: RNNWeights {
    RNNWeights(wx: .zeros(wx.shape), wh: .zeros(wh.shape), b: .zeros(b.shape))
  }

  /// Adds each part to its like.
  public static func += (sum: inout RNNWeights, term: RNNWeights) {
    sum.wx += term.wx
    sum.wh += term.wh
    sum.b += term.b
  }
}
