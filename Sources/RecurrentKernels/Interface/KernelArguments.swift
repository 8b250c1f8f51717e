// The arguments of the kernels: the structs of `recurrent_kernels.h` in Swift, field for field. Shapes are in its
// glossary: N batch, T steps, D input size, H hidden size, G gates, S directions. An optional pointer that is nil means
// what null means there.

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
  public var weightIH: UnsafeMutablePointer<Float>?
  public var weightHH: UnsafeMutablePointer<Float>?
  public var biasIH: UnsafeMutablePointer<Float>?
  public var biasHH: UnsafeMutablePointer<Float>?

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

  public init(forward: ForwardArguments) {
    self.forward = forward
  }
}

/// C [m, n] = op(A) op(B) + bias + beta C, with op(A) [m, k] and op(B) [k, n]: `rk_gemm_arguments`, less the workspace,
/// which the backend's adapter provides.
public struct GemmArguments {
  /// Whether A is stored [k, m].
  public var transposeA = false
  /// Whether B is stored [n, k], as a dense layer's weight [out, in] is.
  public var transposeB = false
  /// 0: ``Kernels/defaultThreads``.
  public var threads = 0
  /// Rows of C, 1 or more.
  public var m: Int
  /// Columns of C, 1 or more.
  public var n: Int
  /// Terms of each sum, 0 or more.
  public var k: Int
  public var a: UnsafePointer<Float>
  /// Elements from one stored row of A to the next.
  public var lda: Int
  public var b: UnsafePointer<Float>
  /// Elements from one stored row of B to the next.
  public var ldb: Int
  public var c: UnsafeMutablePointer<Float>
  /// Elements from one row of C to the next.
  public var ldc: Int
  /// 0: C is not read.
  public var beta: Float = 0
  /// [n], added to every row; nil: zeros.
  public var bias: UnsafePointer<Float>?

  /// C [m, n] = op(A) op(B) of dense matrices: the row strides follow from the sizes.
  public init(
    m: Int, n: Int, k: Int, a: UnsafePointer<Float>, transposeA: Bool = false, b: UnsafePointer<Float>,
    transposeB: Bool = false, c: UnsafeMutablePointer<Float>, beta: Float = 0, bias: UnsafePointer<Float>? = nil,
    threads: Int = 0
  ) {
    (self.m, self.n, self.k) = (m, n, k)
    (self.a, self.transposeA, lda) = (a, transposeA, max(1, transposeA ? m : k))
    (self.b, self.transposeB, ldb) = (b, transposeB, max(1, transposeB ? k : n))
    (self.c, ldc) = (c, n)
    (self.beta, self.bias, self.threads) = (beta, bias, threads)
  }
}

/// loss = -weight (log softmax(logits))[target] for each row, and its gradient: `rk_softmax_cross_entropy_arguments`.
public struct SoftmaxCrossEntropyArguments {
  /// 0: ``Kernels/defaultThreads``.
  public var threads = 0
  public var rows: Int
  public var classes: Int
  /// [rows, classes].
  public var logits: UnsafePointer<Float>
  /// [rows], each 0 ..< classes or ``ignoredTarget``.
  public var targets: UnsafePointer<Int32>
  /// Rows with this target have no loss and no gradient.
  public var ignoredTarget: Int32 = -1
  /// [rows]; nil: ones.
  public var rowWeights: UnsafePointer<Float>?
  /// Multiplies the gradient, not the loss: 1 / rows for the gradient of a mean.
  public var scale: Float = 1
  /// [rows]; nil: not wanted.
  public var losses: UnsafeMutablePointer<Float>?
  /// [rows, classes]; nil: not wanted. May be the array of ``logits`` itself.
  public var logitsGradient: UnsafeMutablePointer<Float>?

  public init(rows: Int, classes: Int, logits: UnsafePointer<Float>, targets: UnsafePointer<Int32>) {
    self.rows = rows
    self.classes = classes
    self.logits = logits
    self.targets = targets
  }
}

/// One step of Adam, or with weight decay AdamW, on `count` weights: `rk_adam_arguments`.
///
///     m = β₁ m + (1 - β₁) g        v = β₂ v + (1 - β₂) g²        g = gradient * gradientScale
///     w -= learningRate * (m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε) + weightDecay w)
public struct AdamArguments {
  /// 0: ``Kernels/defaultThreads``.
  public var threads = 0
  public var count: Int
  /// t, 1 at the first update.
  public var step: Int
  public var learningRate: Float
  /// From 0 to below 1.
  public var beta1: Float = 0.9
  /// From 0 to below 1.
  public var beta2: Float = 0.999
  public var epsilon: Float = 1e-8
  public var weightDecay: Float = 0
  /// Multiplies the gradient, as clipping by norm does.
  public var gradientScale: Float = 1
  public var weights: UnsafeMutablePointer<Float>
  public var firstMoment: UnsafeMutablePointer<Float>
  public var secondMoment: UnsafeMutablePointer<Float>
  public var gradient: UnsafePointer<Float>

  public init(
    count: Int, step: Int, learningRate: Float, weights: UnsafeMutablePointer<Float>,
    firstMoment: UnsafeMutablePointer<Float>, secondMoment: UnsafeMutablePointer<Float>,
    gradient: UnsafePointer<Float>
  ) {
    self.count = count
    self.step = step
    self.learningRate = learningRate
    self.weights = weights
    self.firstMoment = firstMoment
    self.secondMoment = secondMoment
    self.gradient = gradient
  }
}

/// One step of stochastic gradient descent on `count` weights, PyTorch's form of momentum: `rk_sgd_arguments`.
///
///     g = gradient * gradientScale + weightDecay w        v = momentum v + g
///     w -= learningRate * v, or with Nesterov's momentum learningRate * (g + momentum v)
public struct SGDArguments {
  /// 0: ``Kernels/defaultThreads``.
  public var threads = 0
  public var nesterov = false
  public var count: Int
  public var learningRate: Float
  public var momentum: Float = 0
  public var weightDecay: Float = 0
  public var gradientScale: Float = 1
  public var weights: UnsafeMutablePointer<Float>
  /// May be nil where ``momentum`` is 0.
  public var velocity: UnsafeMutablePointer<Float>?
  public var gradient: UnsafePointer<Float>

  public init(
    count: Int, learningRate: Float, weights: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>? = nil,
    gradient: UnsafePointer<Float>
  ) {
    self.count = count
    self.learningRate = learningRate
    self.weights = weights
    self.velocity = velocity
    self.gradient = gradient
  }
}
