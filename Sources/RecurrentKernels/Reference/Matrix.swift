/// A view of a row-major matrix in the caller's memory, with the two products that a layer and its gradient need.
struct Matrix {
  let rows: Int
  let columns: Int
  let elements: UnsafePointer<Float>
  /// Of the factors of its products.
  let precision: Precision

  /// A x: element i is the dot product of row i and x.
  static func * (matrix: Matrix, x: Vector) -> Vector {
    if matrix.precision == .int8 { return matrix.productOfInt8(x) }
    let x = x.rounded(to: matrix.precision)
    return Vector((0..<matrix.rows).map { i in matrix.withRow(i) { dot($0, x, matrix.columns) } })
  }

  private func productOfInt8(_ x: Vector) -> Vector {
    let x = x.elements.withUnsafeBufferPointer { Int8Row($0) }
    return Vector(
      (0..<rows).map { i in
        Int8Row.dot(x, Int8Row(UnsafeBufferPointer(start: elements + i * columns, count: columns)))
      })
  }

  /// Row i as its products take it.
  private func withRow<Result>(_ i: Int, _ body: (UnsafePointer<Float>) -> Result) -> Result {
    let row = elements + i * columns
    if precision == .float32 { return body(row) }
    return Vector(row, count: columns).rounded(to: precision).elements.withUnsafeBufferPointer { row in
      row.baseAddress.map(body) ?? body(elements)
    }
  }

  /// Aᵀ y: the sum of the rows, row i taken y[i] times.
  func transposed(times y: Vector) -> Vector {
    var result = Vector(repeating: 0, count: columns)
    result.elements.withUnsafeMutableBufferPointer { sum in
      for i in 0..<rows {
        let factor = precision.rounded(y.elements[i])
        withRow(i) { row in for j in 0..<columns { sum[j] += factor * row[j] } }
      }
    }
    return result
  }

  /// Four partial sums, because each addition to a single one would wait for the one before.
  private static func dot(_ row: UnsafePointer<Float>, _ x: Vector, _ count: Int) -> Float {
    x.elements.withUnsafeBufferPointer { x in
      var (s0, s1, s2, s3): (Float, Float, Float, Float) = (0, 0, 0, 0)
      var j = 0
      while j + 4 <= count {
        s0 += row[j] * x[j]
        s1 += row[j + 1] * x[j + 1]
        s2 += row[j + 2] * x[j + 2]
        s3 += row[j + 3] * x[j + 3]
        j += 4
      }
      while j < count {
        s0 += row[j] * x[j]
        j += 1
      }
      return (s0 + s1) + (s2 + s3)
    }
  }
}

/// The gradient of a ``Matrix`` in the caller's memory, which it adds to.
struct MatrixGradient {
  let elements: UnsafeMutablePointer<Float>
  let precision: Precision

  /// dA += dy xᵀ: element (i, j) gets dy[i] x[j].
  func addOuterProduct(_ dy: Vector, _ x: Vector) {
    x.rounded(to: precision).elements.withUnsafeBufferPointer { x in
      for i in 0..<dy.count {
        let row = elements + i * x.count
        let factor = precision.rounded(dy.elements[i])
        for j in 0..<x.count { row[j] += factor * x[j] }
      }
    }
  }
}
