import RecurrentFoundation
import RecurrentLayers

/// Quantiles of Student's t as polynomials of x = 4 / ν − 1, which goes from −1 for a normal distribution to 1 for the least
/// degrees of freedom: Σ cₖ Tₖ(x) with Chebyshev's Tₖ(x) = cos(k acos x). For where there is no search for them.
struct StudentPolynomials {
  /// So many terms give the usual levels to single precision, and one in a million to 1e-6 of it.
  static let count = 24
  /// Of each term, [terms, levels].
  let coefficients: Tensor

  init(levels: [Double]) {
    // Through the quantiles at the zeros of the first term that is left out.
    let angles = (0..<Self.count).map { (Double($0) + 0.5) * Double.pi / Double(Self.count) }
    let quantiles = angles.map { angle in
      levels.map { StudentDistribution(freedom: 4 / (cos(angle) + 1)).quantile($0) }
    }
    var found: [Float] = []
    for degree in 0..<Self.count {
      for level in levels.indices {
        let sum = zip(angles, quantiles).reduce(0) { $0 + $1.1[level] * cos(Double(degree) * $1.0) }
        found.append(Float(sum * (degree == 0 ? 1 : 2) / Double(Self.count)))
      }
    }
    coefficients = Tensor(shape: [Self.count, levels.count], scalars: found)
  }
}
