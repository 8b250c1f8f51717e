extension KernelCall {
  /// C [m, n] = op(A) op(B) + bias + beta C, with op(A) [m, k] and op(B) [k, n]: one product, or a batch of equal sizes.
  public struct Gemm {
    /// Whether A is stored [k, m].
    public var transposeA: Bool
    /// Whether B is stored [n, k], as a dense layer's weight [out, in] is.
    public var transposeB: Bool
    /// Rows of C, 1 or more.
    public var m: Int
    /// Columns of C, 1 or more.
    public var n: Int
    /// Terms of each sum, 0 or more.
    public var k: Int
    /// The left factor.
    public var a: UnsafePointer<Float>
    /// Elements from one stored row of A to the next.
    public var lda: Int
    /// The right factor.
    public var b: UnsafePointer<Float>
    /// Elements from one stored row of B to the next.
    public var ldb: Int
    /// The result.
    public var c: UnsafeMutablePointer<Float>
    /// Elements from one row of C to the next.
    public var ldc: Int
    /// 0: C is not read.
    public var beta: Float
    /// [n], added to every row; nil: zeros.
    public var bias: UnsafePointer<Float>?
    /// Products, 1 or more.
    public var batch = 1
    /// Elements from one product's A to the next one's; 0: they share it.
    public var strideA = 0
    /// Likewise of B.
    public var strideB = 0
    /// Likewise of C, no two elements of which are in one place.
    public var strideC = 0
    /// Of A and B.
    public var precision = Precision.float32
    /// What ``KernelBackend/packRightFactor(of:threads:)`` made of B as it is now. B is there all the same.
    public var packedB: UnsafeRawPointer?

    /// The product of dense matrices: the row strides follow from the sizes, and in a batch the matrices follow each
    /// other.
    public init(
      m: Int, n: Int, k: Int, a: UnsafePointer<Float>, transposeA: Bool = false, b: UnsafePointer<Float>,
      transposeB: Bool = false, c: UnsafeMutablePointer<Float>, beta: Float = 0, bias: UnsafePointer<Float>? = nil,
      batch: Int = 1
    ) {
      (self.m, self.n, self.k) = (m, n, k)
      (self.a, self.transposeA, lda) = (a, transposeA, max(1, transposeA ? m : k))
      (self.b, self.transposeB, ldb) = (b, transposeB, max(1, transposeB ? k : n))
      (self.c, ldc) = (c, n)
      (self.beta, self.bias) = (beta, bias)
      if batch > 1 { (self.batch, strideA, strideB, strideC) = (batch, m * k, k * n, m * n) }
    }

    /// The same with its B packed, where it is.
    package func with(_ packedFactor: AlignedBuffer?) -> Self {
      var product = self
      product.packedB = packedFactor.map { UnsafeRawPointer($0.baseAddress) }
      return product
    }
  }
}
