/// The worst difference between what is and what should be, where it is too large.
///
/// - Parameter bound: the largest difference allowed, as a part of the largest expected magnitude or of 1, whichever is
///   more. A NaN is never near anything.
/// - Returns: a line that says where and how far off; nil where all is well.
public func mismatch(
  _ name: String, _ actual: [Float], _ expected: [Double], bound: Double
) -> String? {
  guard actual.count == expected.count else {
    return "\(name): \(actual.count) elements where \(expected.count) are expected"
  }
  let scale = expected.reduce(1) { max($0, abs($1)) }
  var worst: (index: Int, error: Double)?
  for index in actual.indices {
    let error = abs(Double(actual[index]) - expected[index]) / scale
    if !(error <= bound), !(error <= worst?.error ?? 0) { worst = (index, error) }
    if error.isNaN { break }
  }
  guard let worst else { return nil }
  return "\(name)[\(worst.index)] is \(actual[worst.index]), expected \(expected[worst.index]):"
    + " off by \(worst.error), allowed \(bound)"
}

public func mismatch(_ name: String, _ actual: [Float], _ expected: [Float], bound: Double) -> String? {
  mismatch(name, actual, expected.map(Double.init), bound: bound)
}
