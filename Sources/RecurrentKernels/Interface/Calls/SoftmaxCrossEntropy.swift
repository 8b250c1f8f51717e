extension KernelCall {
  /// loss = -weight (log softmax(logits))[target] for each row, and its gradient.
  public struct SoftmaxCrossEntropy {
    /// 1 or more.
    public var rows: Int
    /// 1 or more.
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
    /// [rows].
    public var losses: UnsafeMutablePointer<Float>?
    /// [rows, classes]. May be the array of ``logits`` itself.
    public var logitsGradient: UnsafeMutablePointer<Float>?

    /// The call with what it cannot do without; the rest is set.
    public init(rows: Int, classes: Int, logits: UnsafePointer<Float>, targets: UnsafePointer<Int32>) {
      (self.rows, self.classes, self.logits, self.targets) = (rows, classes, logits, targets)
    }
  }
}
