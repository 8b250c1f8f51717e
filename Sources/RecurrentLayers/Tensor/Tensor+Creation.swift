extension Tensor {
  /// The elements in row-major order; as many as `shape` has room for.
  public init(shape: [Int], scalars: some Collection<Float>) {
    self.init(uninitialized: shape)
    check(scalars.count == count, "Tensor", "scalars for shape \(shape)", expected: count, got: scalars.count)
    _ = UnsafeMutableBufferPointer(start: buffer.floats, count: count).update(fromContentsOf: scalars)
  }

  /// A single number, shape `[]`.
  public init(_ scalar: Float) {
    self.init(repeating: scalar, shape: [])
  }

  /// Shape `[count]`.
  public init(_ scalars: [Float]) {
    self.init(shape: [scalars.count], scalars: scalars)
  }

  /// Shape `[rows, columns]`; every row as long as the first.
  public init(_ rows: [[Float]]) {
    self.init(stacking: rows.map { Tensor($0) })
  }

  /// Shape `[batch, time, features]`; every part as large as the first.
  public init(_ batch: [[[Float]]]) {
    self.init(stacking: batch.map { Tensor($0) })
  }

  /// The same number everywhere.
  public init(repeating scalar: Float, shape: [Int]) {
    self.init(uninitialized: shape)
    UnsafeMutableBufferPointer(start: buffer.floats, count: count).update(repeating: scalar)
  }

  /// 0 everywhere.
  public static func zeros(_ shape: [Int]) -> Tensor {
    let result = Tensor(uninitialized: shape)
    clear(result.buffer.floats, count: result.count)
    return result
  }

  /// 1 everywhere.
  public static func ones(_ shape: [Int]) -> Tensor { Tensor(repeating: 1, shape: shape) }

  /// Numbers drawn evenly from `range`, upper bound excluded.
  public static func uniform(
    _ shape: [Int], in range: ClosedRange<Float> = 0...1, using generator: inout RandomGenerator
  ) -> Tensor {
    filled(shape) { Initializer.uniform(range).fill($0, shape: shape, using: &generator) }
  }

  /// Numbers drawn from a normal distribution.
  public static func normal(
    _ shape: [Int], mean: Float = 0, standardDeviation: Float = 1, using generator: inout RandomGenerator
  ) -> Tensor {
    filled(shape) {
      Initializer.normal(mean: mean, standardDeviation: standardDeviation).fill($0, shape: shape, using: &generator)
    }
  }

  private static func filled(_ shape: [Int], _ fill: (UnsafeMutableBufferPointer<Float>) -> Void) -> Tensor {
    var result = Tensor(uninitialized: shape)
    result.withUnsafeMutableScalars(fill)
    return result
  }
}
