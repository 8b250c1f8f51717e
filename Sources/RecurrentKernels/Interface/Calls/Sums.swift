extension KernelCall {
  /// y = alpha x + beta y.
  public struct ScaleAdd {
    public var count: Int
    public var alpha: Float
    public var x: UnsafePointer<Float>
    /// 0: y is not read.
    public var beta: Float
    public var y: UnsafeMutablePointer<Float>

    public init(
      count: Int, alpha: Float = 1, x: UnsafePointer<Float>, beta: Float = 0, y: UnsafeMutablePointer<Float>
    ) {
      (self.count, self.alpha, self.x, self.beta, self.y) = (count, alpha, x, beta, y)
    }
  }

  /// z = x y + beta z, element by element.
  public struct MultiplyAdd {
    public var count: Int
    public var x: UnsafePointer<Float>
    public var y: UnsafePointer<Float>
    /// 0: z is not read.
    public var beta: Float
    /// May be x or y.
    public var z: UnsafeMutablePointer<Float>

    public init(
      count: Int, x: UnsafePointer<Float>, y: UnsafePointer<Float>, beta: Float = 0, z: UnsafeMutablePointer<Float>
    ) {
      (self.count, self.x, self.y, self.beta, self.z) = (count, x, y, beta, z)
    }
  }
}
