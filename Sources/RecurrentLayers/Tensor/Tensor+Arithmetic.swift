import RecurrentKernels

extension Tensor {
  /// Element by element. `b` may also have the shape of `a`'s last axes: it is added to each of `a`'s parts.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    guard a.shape != b.shape else {
      return a.combined(scale: 1, with: b, scale: 1).recorded(from: (a, { $0 }), (b, { $0 }))
    }
    return a.addingToEachPart(b)
  }

  /// Element by element.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    requireSameShape("Tensor -", a, b)
    return a.combined(scale: 1, with: b, scale: -1).recorded(from: (a, { $0 }), (b, { $0.scaled(by: -1) }))
  }

  /// Element by element.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    requireSameShape("Tensor *", a, b)
    let (x, y) = (a.detached(), b.detached())
    return x.multiplied(by: y).recorded(from: (a, { $0.multiplied(by: y) }), (b, { $0.multiplied(by: x) }))
  }

  public static func * (a: Tensor, scale: Float) -> Tensor {
    a.scaled(by: scale).recorded(from: (a, { $0.scaled(by: scale) }))
  }

  public static func * (scale: Float, a: Tensor) -> Tensor { a * scale }
  public static func / (a: Tensor, divisor: Float) -> Tensor { a * (1 / divisor) }
  public static prefix func - (a: Tensor) -> Tensor { a * -1 }

  public static func + (a: Tensor, offset: Float) -> Tensor {
    a.combined(scale: 1, with: Tensor(repeating: offset, shape: a.shape), scale: 1).recorded(from: (a, { $0 }))
  }

  public static func - (a: Tensor, offset: Float) -> Tensor { a + -offset }
  public static func += (a: inout Tensor, b: Tensor) { a = a + b }
  public static func -= (a: inout Tensor, b: Tensor) { a = a - b }
  public static func *= (a: inout Tensor, scale: Float) { a = a * scale }

  /// alpha a + beta b, not recorded.
  func combined(scale alpha: Float, with other: Tensor, scale beta: Float) -> Tensor {
    var result = other
    result.add(self, scale: alpha, keeping: beta)
    return result
  }

  /// In place and not recorded: self = alpha x + beta self.
  mutating func add(_ x: Tensor, scale alpha: Float = 1, keeping beta: Float = 1) {
    let (count, y) = (count, uniqueFloats())
    Compute.current.run("Tensor", .scaleAdd(.init(count: count, alpha: alpha, x: x.floats, beta: beta, y: y)))
  }

  /// alpha self, not recorded.
  package func scaled(by alpha: Float) -> Tensor {
    let result = Tensor(uninitialized: shape)
    Compute.current.run("Tensor", .scaleAdd(.init(count: count, alpha: alpha, x: floats, y: result.buffer.floats)))
    return result
  }

  /// Element by element, not recorded.
  func multiplied(by other: Tensor) -> Tensor {
    let result = Tensor(uninitialized: shape)
    Compute.current.run(
      "Tensor", .multiplyAdd(.init(count: count, x: floats, y: other.floats, z: result.buffer.floats)))
    return result
  }

  private func addingToEachPart(_ part: Tensor) -> Tensor {
    check(
      rank >= part.rank && Array(shape.suffix(part.rank)) == part.shape, "Tensor +", "shapes",
      expected: "equal, or the second the last axes of the first", got: "\(shape) and \(part.shape)")
    let partShape = part.shape
    let rows = count / part.count
    var result = self
    let sum = result.uniqueFloats()
    Compute.current.run("Tensor +", .addRow(part.floats, toRows: rows, width: part.count, of: sum))
    return result.recorded(
      from: (self, { $0 }), (part, { $0.sumOfRows(width: partShape.reduce(1, *)).reshaped(partShape) }))
  }

  /// The sum of all rows of `width` elements, not recorded: shape `[width]`.
  func sumOfRows(width: Int) -> Tensor {
    let result = Tensor.zeros([width])
    Compute.current.run(
      "Tensor", .sumRows(.init(rows: count / width, columns: width, x: floats, y: result.buffer.floats)))
    return result
  }

  static func requireSameShape(_ operation: String, _ a: Tensor, _ b: Tensor) {
    check(a.shape == b.shape, operation, "shape of the second operand", expected: a.shape, got: b.shape)
  }
}

extension KernelCall {
  /// Adds a row to each of `count` rows of `width` elements.
  static func addRow(
    _ row: UnsafePointer<Float>, toRows count: Int, width: Int, of matrix: UnsafeMutablePointer<Float>
  ) -> KernelCall {
    // A product over no terms is zero: what is left is the bias added to every row.
    .gemm(.init(m: count, n: width, k: 0, a: row, b: row, c: matrix, beta: 1, bias: row))
  }
}
