extension KernelCall {
  /// y = exp(x) / Σ exp(x) of each row, or its logarithm.
  ///
  /// Only the elements up to a row's length count: those past it have y = 0, or -∞ for the logarithm, whatever they are.
  public struct Softmax {
    /// Whether the logarithm of the result is taken.
    public var isLogarithm = false
    /// The number of rows.
    public var rows: Int
    /// The numbers a row.
    public var width: Int
    /// [rows / rowsPerLength], each 0...width; nil: all of width.
    public var lengths: UnsafePointer<Int32>?
    /// So many rows that follow each other share a length.
    public var rowsPerLength = 1
    /// [rows, width].
    public var x: UnsafePointer<Float>
    /// [rows, width]; may be x.
    public var y: UnsafeMutablePointer<Float>
    /// [rows]: log Σ exp(x).
    public var logSums: UnsafeMutablePointer<Float>?

    /// The call with what it cannot do without; the rest is set.
    public init(rows: Int, width: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>) {
      (self.rows, self.width, self.x, self.y) = (rows, width, x, y)
    }
  }

  /// dx = y (dy - Σ y dy), or of the logarithm dy - exp(y) Σ dy, by the softmax y of each row; 0 past its length.
  public struct SoftmaxGradient {
    /// Whether the logarithm of the result is taken.
    public var isLogarithm = false
    /// The number of rows.
    public var rows: Int
    /// The numbers a row.
    public var width: Int
    /// As in ``Softmax/lengths``.
    public var lengths: UnsafePointer<Int32>?
    /// So many rows share each length.
    public var rowsPerLength = 1
    /// [rows, width].
    public var y: UnsafePointer<Float>
    /// [rows, width].
    public var dy: UnsafePointer<Float>
    /// [rows, width]; may be dy or y.
    public var dx: UnsafeMutablePointer<Float>

    /// The call with what it cannot do without; the rest is set.
    public init(
      rows: Int, width: Int, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, dx: UnsafeMutablePointer<Float>
    ) {
      (self.rows, self.width, self.y, self.dy, self.dx) = (rows, width, y, dy, dx)
    }
  }
}
