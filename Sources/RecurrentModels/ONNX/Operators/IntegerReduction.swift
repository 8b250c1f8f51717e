import RecurrentFormats
import RecurrentKernels

/// Reductions of whole numbers, in 64 bits: floats hold only those up to 2^24.
enum IntegerReduction {
  static func result(
    _ call: NodeCall, _ operation: KernelCall.Reduce.Operation, _ x: View, _ axes: [Int], keepsAxes: Bool
  ) -> View {
    let (source, outer, count, inner) = ReductionOperators.rows(call, x, axes)
    var shape = x.shape
    for axis in axes { shape[axis] = 1 }
    let result = call.allocate(shape, x.type)
    let (first, add) = fold(operation, x.type)
    call.emit(reads: [source], writes: [result]) { memory in
      let (from, to) = (memory.integers(source), memory.integers(result))
      return {
        for row in 0..<outer {
          for column in 0..<inner {
            let sum = (0..<count).reduce(first) { add($0, from[(row * count + $1) * inner + column]) }
            to[row * inner + column] = operation == .mean ? sum / Int64(max(count, 1)) : sum
          }
        }
      }
    }
    guard !keepsAxes else { return result }
    return axes.sorted(by: >).reduce(result) { $0.removing(axis: $1) }
  }

  /// What is found of none, and of what was found and one more. Sums wrap around.
  private static func fold(
    _ operation: KernelCall.Reduce.Operation, _ type: ElementType
  ) -> (first: Int64, add: @Sendable (Int64, Int64) -> Int64) {
    switch operation {
    case .sum, .mean: (0, { $0 &+ $1 })
    case .product: (1, { $0 &* $1 })
    case .sumOfSquares: (0, { $0 &+ $1 &* $1 })
    case .maximum: (type.wholeNumbers.lowerBound, { max($0, $1) })
    case .minimum: (type.wholeNumbers.upperBound, { min($0, $1) })
    }
  }
}
