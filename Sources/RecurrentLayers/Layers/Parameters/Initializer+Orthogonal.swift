extension Initializer {
  /// Draws a normal matrix and makes its vectors orthonormal one after the other (modified Gram-Schmidt, each vector
  /// twice: Giraud et al. 2005), in double and in a fixed order. With the normal's rotation symmetry the result is even
  /// over all orthogonal matrices.
  static func fillOrthogonal(
    _ values: UnsafeMutableBufferPointer<Float>, rows: Int, columns: Int, using generator: inout RandomGenerator
  ) {
    let (count, length) = (min(rows, columns), max(rows, columns))
    let vectors = UnsafeMutableBufferPointer<Double>.allocate(capacity: count * length)
    defer { vectors.deallocate() }
    for i in vectors.indices { vectors.initializeElement(at: i, to: generator.nextNormal()) }
    for i in 0..<count {
      let vector = UnsafeMutableBufferPointer(rebasing: vectors[(i * length)..<((i + 1) * length)])
      for _ in 0..<2 {
        for j in 0..<i {
          let earlier = UnsafeMutableBufferPointer(rebasing: vectors[(j * length)..<((j + 1) * length)])
          let projection = dotProduct(vector, earlier)
          for k in 0..<length { vector[k] -= projection * earlier[k] }
        }
      }
      let norm = dotProduct(vector, vector).squareRoot()
      for k in 0..<length { vector[k] /= norm }
    }
    // A vector is a column of a tall matrix, a row of a wide one.
    let (vectorStride, elementStride) = rows >= columns ? (1, columns) : (columns, 1)
    for i in 0..<count {
      for k in 0..<length { values[i * vectorStride + k * elementStride] = Float(vectors[i * length + k]) }
    }
  }
}

private func dotProduct(_ a: UnsafeMutableBufferPointer<Double>, _ b: UnsafeMutableBufferPointer<Double>) -> Double {
  var sum = 0.0
  for k in a.indices { sum += a[k] * b[k] }
  return sum
}
