import RecurrentKernels
import RecurrentLayers

extension TableGradient {
  /// The sum of two. A row that only one of them has is that one's.
  static func + (left: TableGradient, right: TableGradient) -> TableGradient {
    switch (left.rows, right.rows) {
    case (nil, nil): TableGradient(rows: nil, values: left.values + right.values)
    case (nil, let rows?): TableGradient(rows: nil, values: left.values.adding(right.values, to: rows))
    // Addition is commutative, bit for bit.
    case (let rows?, nil): TableGradient(rows: nil, values: right.values.adding(left.values, to: rows))
    case (let first?, let second?): left.merged(first, with: right, second)
    }
  }

  private func merged(_ rows: [Int32], with other: TableGradient, _ others: [Int32]) -> TableGradient {
    let width = values.width
    let union = Set(rows).union(others).sorted()
    var sum = Tensor(uninitialized: [union.count, width])
    let target = sum.uniqueFloats()
    var (i, j) = (0, 0)
    for (place, row) in union.enumerated() {
      let (own, foreign) = (values.floats + i * width, other.values.floats + j * width)
      let isOwn = i < rows.count && rows[i] == row
      copy(isOwn ? own : foreign, to: target + place * width, count: width)
      i += isOwn ? 1 : 0
      guard j < others.count, others[j] == row else { continue }
      if isOwn { add(foreign, to: target + place * width, count: width) }
      j += 1
    }
    return TableGradient(rows: union, values: sum)
  }
}

extension Tensor {
  /// `[rows, width]` with other numbers added to some of its rows.
  fileprivate func adding(_ values: Tensor, to rows: [Int32]) -> Tensor {
    var sum = self
    let target = sum.uniqueFloats()
    for (place, row) in rows.enumerated() {
      add(values.floats + place * width, to: target + Int(row) * width, count: width)
    }
    return sum
  }
}

/// target += source.
private func add(_ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int) {
  for i in 0..<count { target[i] += source[i] }
}
