extension KernelCall {
  /// y = f(x), element by element.
  public struct ApplyActivation {
    public var activation: Activation
    public var count: Int
    public var x: UnsafePointer<Float>
    /// May be x.
    public var y: UnsafeMutablePointer<Float>

    public init(_ activation: Activation, count: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>) {
      (self.activation, self.count, self.x, self.y) = (activation, count, x, y)
    }
  }

  /// dx = dy f'(y), by the output y of the activation.
  public struct ActivationGradient {
    public var activation: Activation
    public var count: Int
    public var y: UnsafePointer<Float>
    public var dy: UnsafePointer<Float>
    /// May be dy.
    public var dx: UnsafeMutablePointer<Float>

    public init(
      _ activation: Activation, count: Int, y: UnsafePointer<Float>, dy: UnsafePointer<Float>,
      dx: UnsafeMutablePointer<Float>
    ) {
      (self.activation, self.count, self.y, self.dy, self.dx) = (activation, count, y, dy, dx)
    }
  }
}
