/// How a parameter gets its first values. Shapes are PyTorch's: `[outputs, inputs]`, a recurrent layer's gates stacked
/// along the first axis.
public enum Initializer: Sendable, Hashable {
  case constant(Float)
  case uniform(ClosedRange<Float>)
  case normal(mean: Float, standardDeviation: Float)
  /// Even in ±sqrt(6 / (inputs + outputs)). Glorot and Bengio 2010; Keras's for input weights.
  case glorotUniform
  /// Orthonormal rows or columns, whichever are fewer. Saxe et al. 2014; Keras's for recurrent weights.
  case orthogonal

  public static let zeros = Initializer.constant(0)

  /// Even in ±1 / sqrt(`size`): PyTorch's for recurrent layers (`size` hidden) and linear ones (`size` inputs).
  public static func uniform(inverseRootOf size: Int) -> Initializer {
    let bound = 1 / Float(size).squareRoot()
    return .uniform(-bound...bound)
  }

  func fill(_ values: UnsafeMutableBufferPointer<Float>, shape: [Int], using generator: inout RandomGenerator) {
    switch self {
    case .constant(let value):
      values.update(repeating: value)
    case .uniform(let range):
      for i in values.indices { values[i] = generator.nextUniform(in: range) }
    case .normal(let mean, let deviation):
      for i in values.indices { values[i] = Float(Double(mean) + Double(deviation) * generator.nextNormal()) }
    case .glorotUniform:
      let bound = (6 / Float(shape.reduce(0, +))).squareRoot()
      Initializer.uniform(-bound...bound).fill(values, shape: shape, using: &generator)
    case .orthogonal:
      check(shape.count == 2, "Initializer.orthogonal", "rank", expected: 2, got: shape.count)
      fillOrthogonal(values, rows: shape[0], columns: shape[1], using: &generator)
    }
  }
}

/// Draws a normal matrix and makes its vectors orthonormal one after the other (modified Gram-Schmidt, each vector
/// twice: Giraud et al. 2005), in double and in a fixed order. With the normal's rotation symmetry the result is even
/// over all orthogonal matrices.
private func fillOrthogonal(
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

private func dotProduct(_ a: UnsafeMutableBufferPointer<Double>, _ b: UnsafeMutableBufferPointer<Double>) -> Double {
  var sum = 0.0
  for k in a.indices { sum += a[k] * b[k] }
  return sum
}
