import RecurrentFormats
import RecurrentKernels

/// Matrix products.
enum ProductOperators {
  @Sendable static func matMul(_ call: NodeCall) throws -> [GraphValue?] {
    var (a, b) = (try call.view(0), try call.view(1))
    guard a.storage == .float, b.storage == .float, a.rank > 0, b.rank > 0 else {
      throw NodeError("its inputs must be vectors or matrices of numbers with a fraction")
    }
    // A vector is one row or one column, which the result does not have.
    let (isRow, isColumn) = (a.rank == 1, b.rank == 1)
    if isRow { a = a.inserting(axis: 0) }
    if isColumn { b = b.inserting(axis: 1) }
    var result = try product(call, a, b)
    if isColumn { result = result.removing(axis: result.rank - 1) }
    if isRow { result = result.removing(axis: result.rank - (isColumn ? 1 : 2)) }
    return [GraphValue(result)]
  }

  /// a [..., m, k] times b [..., k, n], whose first axes are repeated as need be.
  static func product(_ call: NodeCall, _ a: View, _ b: View) throws -> View {
    let (m, k, n) = (a.shape[a.rank - 2], a.shape[a.rank - 1], b.shape[b.rank - 1])
    guard b.shape[b.rank - 2] == k else {
      throw NodeError("\(a.shape) times \(b.shape): \(k) is not \(b.shape[b.rank - 2])")
    }
    let batch = try call.broadcastShape([Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2))])
    let result = call.allocate(batch + [m, n], a.type)
    guard result.count > 0 else { return result }
    // One matrix for all of a's rows: a single product.
    if b.shape.dropLast(2).allSatisfy({ $0 == 1 }), let rows = a.reshaped([a.count / max(k, 1), k]) {
      let flat = b.reshaped([k, n])!
      let result = result.reshaped([result.count / n, n])!
      if b.isConstant, call.compiler.precision == .int8 {
        multiplyInt8(call, rows, flat, result)
      } else {
        multiply(call, rows, flat, result)
      }
    } else {
      multiply(call, a.broadcast(to: batch + [m, k]), b.broadcast(to: batch + [k, n]), result)
    }
    return result
  }

  /// All products of a batch, into a dense result.
  private static func multiply(_ call: NodeCall, _ a: View, _ b: View, _ result: View) {
    let (a, b) = (Operand(a, call), Operand(b, call))
    let (m, n, k) = (result.shape[result.rank - 2], result.shape[result.rank - 1], a.view.shape.last!)
    let batch = result.count / (m * n)
    run(call, a.view, b.view, result) { left, right, target in
      var product = KernelCall.Gemm(
        m: m, n: n, k: k, a: left, transposeA: a.isTransposed, b: right, transposeB: b.isTransposed, c: target)
      (product.lda, product.ldb) = (a.rowStride, b.rowStride)
      (product.batch, product.strideA, product.strideB, product.strideC) = (batch, a.batchStride, b.batchStride, m * n)
      return product
    }
  }

  /// The kernels take int8 of the rows of weights as a layer has them: B transposed.
  private static func multiplyInt8(_ call: NodeCall, _ a: View, _ b: View, _ result: View) {
    let (a, rows) = (call.compiler.dense(a), call.compiler.dense(b.permuted([1, 0])))
    run(call, a, rows, result) { left, right, target in
      var product = KernelCall.Gemm(
        m: result.shape[0], n: result.shape[1], k: a.shape[1], a: left, b: right, transposeB: true, c: target)
      product.precision = .int8
      return product
    }
  }

  private static func run(
    _ call: NodeCall, _ a: View, _ b: View, _ result: View,
    _ product:
      @escaping @Sendable (
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>
      ) -> KernelCall.Gemm
  ) {
    let packed = call.packedFactor(b) { known in product(known, known, known) }
    call.run(reads: [a, b], writes: [result]) { memory in
      .gemm(product(memory.floats(a), memory.floats(b), memory.floats(result)).with(packed))
    }
  }

  /// Matrices in a form that the kernels take.
  private struct Operand {
    let view: View
    let isTransposed: Bool
    let rowStride: Int
    let batchStride: Int

    init(_ given: View, _ call: NodeCall) {
      let isReadable = Self.batchStride(given) != nil && Self.rowStride(given) != nil
      let view = isReadable ? given : call.compiler.dense(given)
      self.view = view
      (isTransposed, rowStride) = Self.rowStride(view)!
      batchStride = Self.batchStride(view)!
    }

    private static func rowStride(_ view: View) -> (isTransposed: Bool, rowStride: Int)? {
      let (rows, columns) = (view.shape[view.rank - 2], view.shape[view.rank - 1])
      let (rowStride, columnStride) = (view.strides[view.rank - 2], view.strides[view.rank - 1])
      if columns == 1 || columnStride == 1, rows == 1 || rowStride >= columns {
        return (false, max(rowStride, columns))
      }
      if rows == 1 || rowStride == 1, columnStride >= rows { return (true, columnStride) }
      return nil
    }

    /// Nil: the matrices are not evenly spaced.
    private static func batchStride(_ view: View) -> Int? {
      let axes = Axes(shape: Array(view.shape.dropLast(2)), strides: [Array(view.strides.dropLast(2))])
      switch axes.shape.count {
      case 0: return 0
      case 1: return axes.strides[0][0] >= 0 ? axes.strides[0][0] : nil
      default: return nil
      }
    }
  }

  /// alpha op(A) op(B) + beta C.
  @Sendable static func gemm(_ call: NodeCall) throws -> [GraphValue?] {
    func operand(_ index: Int, _ name: String) throws -> View {
      let view = try call.view(index)
      guard view.rank == 2, view.storage == .float else { throw NodeError("its input \(index) must be a matrix") }
      return call.integer(name, default: 0) != 0 ? view.permuted([1, 0]) : view
    }
    let product = try product(call, try operand(0, "transA"), try operand(1, "transB"))
    let (alpha, beta) = (call.float("alpha", default: 1), call.float("beta", default: 1))
    var result = Expression.leaf(product)
    if alpha != 1 { result = .constant(alpha) * result }
    if call.has(2), beta != 0 {
      let c = try call.expression(2, of: 2)
      result = result + (beta == 1 ? c : .constant(beta) * c)
    }
    return [GraphValue(result, type: product.type)]
  }
}
