extension ReferenceBackend {
  /// One result after the other, in double.
  func run(_ call: KernelCall.Reduce) throws(InvalidArgument) {
    let (count, inner) = (call.count, call.inner)
    try require(call.outer >= 0 && count >= 0 && inner >= 0)
    guard call.outer > 0, inner > 0 else { return }
    try require(call.y != nil || call.wide != nil || call.places != nil)
    try require(call.operation.isExtreme ? count > 0 : call.places == nil)
    for result in 0..<call.outer * inner {
      let (outer, column) = result.quotientAndRemainder(dividingBy: inner)
      let column0 = call.x + outer * count * inner + column
      let (value, place) = call.operation.reduce(count) { Double(column0[$0 * inner]) }
      if let y = call.y { y[result] = Float(call.beta == 0 ? value : value + Double(call.beta) * Double(y[result])) }
      call.wide?[result] = value
      call.places?[result] = Int32(place)
    }
  }
}

extension KernelCall.Reduce.Operation {
  /// - Returns: The reduction of `count` elements, and the place of the extreme.
  fileprivate func reduce(_ count: Int, _ element: (Int) -> Double) -> (value: Double, place: Int) {
    switch self {
    case .sum: ((0..<count).reduce(0) { $0 + element($1) }, 0)
    case .mean: ((0..<count).reduce(0) { $0 + element($1) } / Double(count), 0)
    case .sumOfSquares: ((0..<count).reduce(0) { $0 + element($1) * element($1) }, 0)
    case .product: ((0..<count).reduce(1) { $0 * element($1) }, 0)
    case .maximum: extreme(count, element, isBeyond: >)
    case .minimum: extreme(count, element, isBeyond: <)
    }
  }

  /// The first of the most extreme elements; a NaN is more than all.
  private func extreme(
    _ count: Int, _ element: (Int) -> Double, isBeyond: (Double, Double) -> Bool
  ) -> (value: Double, place: Int) {
    var best = (value: element(0), place: 0)
    for place in 1..<max(1, count) {
      let value = element(place)
      if isBeyond(value, best.value) || value.isNaN && !best.value.isNaN { best = (value, place) }
    }
    return best
  }
}
