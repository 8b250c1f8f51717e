// The arguments of a recurrent plan. Shapes are in the glossary of `recurrent_kernels.h`: N batch, T steps, D input size,
// H hidden size, G gates, S directions.

/// One direction's weights in PyTorch's layout: `weight_ih` [G*H, D], `weight_hh` [G*H, H], biases [G*H].
public struct WeightPointers {
  /// [G*H, D].
  public var weightIH: UnsafePointer<Float>
  /// [G*H, H].
  public var weightHH: UnsafePointer<Float>
  /// [G*H]; nil: zeros.
  public var biasIH: UnsafePointer<Float>?
  /// [G*H]; nil: zeros.
  public var biasHH: UnsafePointer<Float>?

  /// Those that a call cannot do without; the rest is set.
  public init(
    weightIH: UnsafePointer<Float>, weightHH: UnsafePointer<Float>, biasIH: UnsafePointer<Float>? = nil,
    biasHH: UnsafePointer<Float>? = nil
  ) {
    self.weightIH = weightIH
    self.weightHH = weightHH
    self.biasIH = biasIH
    self.biasHH = biasHH
  }
}

/// One direction's weight gradients, each added to; nil: not wanted.
public struct WeightGradientPointers {
  /// [G*H, D].
  public var weightIH: UnsafeMutablePointer<Float>?
  /// [G*H, H].
  public var weightHH: UnsafeMutablePointer<Float>?
  /// [G*H].
  public var biasIH: UnsafeMutablePointer<Float>?
  /// [G*H].
  public var biasHH: UnsafeMutablePointer<Float>?

  /// Those that a call cannot do without; the rest is set.
  public init(
    weightIH: UnsafeMutablePointer<Float>? = nil, weightHH: UnsafeMutablePointer<Float>? = nil,
    biasIH: UnsafeMutablePointer<Float>? = nil, biasHH: UnsafeMutablePointer<Float>? = nil
  ) {
    self.weightIH = weightIH
    self.weightHH = weightHH
    self.biasIH = biasIH
    self.biasHH = biasHH
  }
}

/// What ``RecurrentPlan/forward(_:)`` reads and writes: `rk_forward_arguments`.
public struct ForwardArguments {
  /// [N, T, D]. Values at and past a row's length are never read into a result.
  public var input: UnsafePointer<Float>
  /// The weights of the first direction.
  public var weights: WeightPointers
  /// Direction 1's weights; ``Direction/bidirectional`` only.
  public var reverseWeights: WeightPointers?
  /// What ``RecurrentPlan/packWeights(_:reverse:into:)`` made of the weights; nil: the call packs for itself.
  public var packedWeights: UnsafeRawPointer?
  /// [N], each 0...T, in any order; nil: all T.
  public var lengths: UnsafePointer<Int32>?
  /// [S, N, H]; nil: zeros.
  public var initialHidden: UnsafePointer<Float>?
  /// [S, N, H]; nil: zeros. ``Cell/lstm`` only, else ignored.
  public var initialCell: UnsafePointer<Float>?
  /// [S, N, D]: multiplies the input at every step; nil: ones.
  public var inputMask: UnsafePointer<Float>?
  /// [S, N, H]: multiplies h where it enters the recurrent product, at every step, and not where it is carried on (Gal
  /// and Ghahramani 2016); nil: ones.
  public var recurrentMask: UnsafePointer<Float>?
  /// [N, T, S*H]; zeros at and past a row's length; nil: not wanted.
  public var output: UnsafeMutablePointer<Float>?
  /// [S, N, H]: after the last valid step; nil: not wanted. May be ``initialHidden``'s own array.
  public var finalHidden: UnsafeMutablePointer<Float>?
  /// As ``finalHidden``, of ``initialCell``.
  public var finalCell: UnsafeMutablePointer<Float>?
  /// ``PlanSizes/cache`` bytes; nil where the plan is not for training.
  public var cache: UnsafeMutableRawPointer?
  /// ``PlanSizes/forwardWorkspace`` bytes.
  public var workspace: UnsafeMutableRawPointer?

  /// Those that a call cannot do without; the rest is set.
  public init(input: UnsafePointer<Float>, weights: WeightPointers, reverseWeights: WeightPointers? = nil) {
    self.input = input
    self.weights = weights
    self.reverseWeights = reverseWeights
  }
}

/// What ``RecurrentPlan/backward(_:)`` reads and writes: `rk_backward_arguments`.
public struct BackwardArguments {
  /// The arguments of the forward call, their contents still in place. Its output must not be nil; its workspace and
  /// final states are not read.
  public var forward: ForwardArguments
  /// [N, T, S*H]; nil: zeros. Values at and past a row's length are not read.
  public var outputGradient: UnsafePointer<Float>?
  /// [S, N, H]; nil: zeros.
  public var finalHiddenGradient: UnsafePointer<Float>?
  /// [S, N, H]; nil: zeros. ``Cell/lstm`` only.
  public var finalCellGradient: UnsafePointer<Float>?
  /// [N, T, D], overwritten; zeros at and past a row's length; nil: not wanted.
  public var inputGradient: UnsafeMutablePointer<Float>?
  /// Added to.
  public var weightGradients = WeightGradientPointers()
  /// Direction 1's gradients; ``Direction/bidirectional`` only.
  public var reverseWeightGradients = WeightGradientPointers()
  /// [S, N, H], overwritten; nil: not wanted. May be ``finalHiddenGradient``'s own array.
  public var initialHiddenGradient: UnsafeMutablePointer<Float>?
  /// [S, N, H], overwritten; nil: not wanted. May be ``finalCellGradient``'s own array.
  public var initialCellGradient: UnsafeMutablePointer<Float>?
  /// ``PlanSizes/backwardWorkspace`` bytes.
  public var workspace: UnsafeMutableRawPointer?
  /// What ``RecurrentPlan/packBackwardWeights(_:reverse:into:)`` made of the weights; nil: the call packs for itself.
  public var packedWeights: UnsafeRawPointer?

  /// Those that a call cannot do without; the rest is set.
  public init(forward: ForwardArguments) {
    self.forward = forward
  }
}
