// The arguments of the kernels: the structs of `recurrent_kernels.h` in Swift, field for field. Shapes are in its
// glossary: N batch, T steps, D input size, H hidden size, G gates, S directions. An optional pointer that is nil means
// what null means there.

/// One direction's weights in PyTorch's layout: `weight_ih` [G*H, D], `weight_hh` [G*H, H], biases [G*H].
public struct WeightPointers {
  public var weightIH: UnsafePointer<Float>
  public var weightHH: UnsafePointer<Float>
  public var biasIH: UnsafePointer<Float>?
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

/// `rk_forward_arguments`.
public struct ForwardArguments {
  public var input: UnsafePointer<Float>
  public var weights: WeightPointers
  /// Direction 1's weights; ``Direction/bidirectional`` only.
  public var reverseWeights: WeightPointers?
  public var packedWeights: UnsafeRawPointer?
  public var lengths: UnsafePointer<Int32>?
  public var initialHidden: UnsafePointer<Float>?
  public var initialCell: UnsafePointer<Float>?
  public var inputMask: UnsafePointer<Float>?
  public var recurrentMask: UnsafePointer<Float>?
  public var output: UnsafeMutablePointer<Float>?
  public var finalHidden: UnsafeMutablePointer<Float>?
  public var finalCell: UnsafeMutablePointer<Float>?
  public var cache: UnsafeMutableRawPointer?
  public var workspace: UnsafeMutableRawPointer?

  public init(input: UnsafePointer<Float>, weights: WeightPointers, reverseWeights: WeightPointers? = nil) {
    self.input = input
    self.weights = weights
    self.reverseWeights = reverseWeights
  }
}

/// `rk_backward_arguments`.
public struct BackwardArguments {
  public var forward: ForwardArguments
  public var outputGradient: UnsafePointer<Float>?
  public var finalHiddenGradient: UnsafePointer<Float>?
  public var finalCellGradient: UnsafePointer<Float>?
  public var inputGradient: UnsafeMutablePointer<Float>?
  public var weightGradients = WeightGradientPointers()
  /// Direction 1's gradients; ``Direction/bidirectional`` only.
  public var reverseWeightGradients = WeightGradientPointers()
  public var initialHiddenGradient: UnsafeMutablePointer<Float>?
  public var initialCellGradient: UnsafeMutablePointer<Float>?
  public var workspace: UnsafeMutableRawPointer?

  public init(forward: ForwardArguments) {
    self.forward = forward
  }
}

/// `rk_gemm_arguments`, less the workspace, which the backend's adapter provides.
public struct GemmArguments {
  public var transposeA = false
  public var transposeB = false
  public var threads = 0
  public var m: Int
  public var n: Int
  public var k: Int
  public var a: UnsafePointer<Float>
  public var lda: Int
  public var b: UnsafePointer<Float>
  public var ldb: Int
  public var c: UnsafeMutablePointer<Float>
  public var ldc: Int
  public var beta: Float = 0
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

/// `rk_softmax_cross_entropy_arguments`.
public struct SoftmaxCrossEntropyArguments {
  public var threads = 0
  public var rows: Int
  public var classes: Int
  public var logits: UnsafePointer<Float>
  public var targets: UnsafePointer<Int32>
  /// Rows with this target have no loss and no gradient.
  public var ignoredTarget: Int32 = -1
  public var rowWeights: UnsafePointer<Float>?
  public var scale: Float = 1
  public var losses: UnsafeMutablePointer<Float>?
  public var logitsGradient: UnsafeMutablePointer<Float>?

  public init(rows: Int, classes: Int, logits: UnsafePointer<Float>, targets: UnsafePointer<Int32>) {
    self.rows = rows
    self.classes = classes
    self.logits = logits
    self.targets = targets
  }
}

/// `rk_adam_arguments`.
public struct AdamArguments {
  public var threads = 0
  public var count: Int
  /// 1 at the first update.
  public var step: Int
  public var learningRate: Float
  public var beta1: Float = 0.9
  public var beta2: Float = 0.999
  public var epsilon: Float = 1e-8
  public var weightDecay: Float = 0
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

/// `rk_sgd_arguments`.
public struct SGDArguments {
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
