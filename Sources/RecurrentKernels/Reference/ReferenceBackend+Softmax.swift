import RecurrentFoundation

extension ReferenceBackend {
  /// y = e^(x - max) / Σ e^(x - max): taking the largest off changes nothing but that no exponential overflows.
  func run(_ call: KernelCall.Softmax) throws(InvalidArgument) {
    let lengths = try rowLengths(
      call.lengths, rows: call.rows, width: call.width, rowsPerLength: call.rowsPerLength)
    for (row, length) in lengths.enumerated() {
      let x = Vector(call.x + row * call.width, count: length)
      let largest = x.elements.reduce(-.infinity) { $0 > $1 ? $0 : $1 }
      let exponentials = x.map { expf($0 - largest) }
      let sum = exponentials.elements.reduce(0, +)
      let logSum = length > 0 ? largest + logf(sum) : -.infinity
      let y = call.y + row * call.width
      // Taken off together, the two would lose the digits of a logarithm near 0.
      (call.isLogarithm ? x.map { $0 - largest - logf(sum) } : exponentials.map { $0 / sum }).store(to: y)
      (y + length).update(repeating: call.isLogarithm ? -.infinity : 0, count: call.width - length)
      call.logSums?[row] = logSum
    }
  }

  /// The Jacobian of y = softmax(x) is ∂y_i/∂x_j = y_i (1 at i = j, less y_j); that of log y is 1 at i = j, less y_j.
  func run(_ call: KernelCall.SoftmaxGradient) throws(InvalidArgument) {
    let lengths = try rowLengths(
      call.lengths, rows: call.rows, width: call.width, rowsPerLength: call.rowsPerLength)
    for (row, length) in lengths.enumerated() {
      let y = Vector(call.y + row * call.width, count: length)
      let dy = Vector(call.dy + row * call.width, count: length)
      let sum = (call.isLogarithm ? dy : y * dy).elements.reduce(0, +)
      let dx = call.dx + row * call.width
      (call.isLogarithm ? dy - y.map { expf($0) * sum } : y * dy.map { $0 - sum }).store(to: dx)
      (dx + length).update(repeating: 0, count: call.width - length)
    }
  }

  /// The length of each row.
  private func rowLengths(
    _ lengths: UnsafePointer<Int32>?, rows: Int, width: Int, rowsPerLength: Int
  ) throws(InvalidArgument) -> [Int] {
    try require(rows >= 0 && width >= 0)
    guard let lengths else { return Array(repeating: width, count: rows) }
    try require(rowsPerLength >= 1 && rows % rowsPerLength == 0)
    let result = (0..<rows).map { Int(lengths[$0 / rowsPerLength]) }
    try require(result.allSatisfy { 0...width ~= $0 })
    return result
  }
}
