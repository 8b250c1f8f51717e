import RecurrentFormats
import RecurrentKernels

/// Operators that make one number of all along some axes.
enum ReductionOperators {
  static let rows: [String: OperatorTable.Row] = [
    "ReduceSum": reduce(.sum), "ReduceMean": reduce(.mean), "ReduceMax": reduce(.maximum),
    "ReduceMin": reduce(.minimum),
    "ReduceProd": reduce(.product), "ReduceSumSquare": reduce(.sumOfSquares),
    "ReduceL1": reduce(.sum, before: { .apply(.absolute, $0) }),
    "ReduceL2": reduce(.sumOfSquares, after: { .apply(.squareRoot, $0) }),
    "ReduceLogSum": reduce(.sum, after: { .apply(.log, $0) }), "ReduceLogSumExp": logSumExp,
  ]

  private static func reduce(
    _ operation: KernelCall.Reduce.Operation, before: (@Sendable (Expression) -> Expression)? = nil,
    after: (@Sendable (Expression) -> Expression)? = nil
  ) -> OperatorTable.Row {
    { call in
      let type = try call.value(0).type
      guard let axes = try axes(call) else { return [try call.value(0)] }
      let keeps = call.integer("keepdims", default: 1) != 0
      if Storage(type) == .integer, before == nil, after == nil {
        let result = IntegerReduction.result(call, operation, try call.view(0), axes, keepsAxes: keeps)
        return [try CastOperators.converted(GraphValue(result), to: type, call)]
      }
      let floats = Storage(type) == .float ? type : .float32
      let given = try CastOperators.converted(try call.value(0), to: floats, call)
      let view = call.compiler.view(of: given)
      let x = before.map { call.compiler.compute($0(.leaf(view)), as: floats) } ?? view
      let result = self.result(call, operation, x, axes, keepsAxes: keeps)
      let reduced = after.map { GraphValue($0(.leaf(result)), type: floats) } ?? GraphValue(result)
      return [try CastOperators.converted(reduced, to: type, call)]
    }
  }

  /// Axes are an attribute in old versions, an input from 13 (sums) and 18 (the others) on. Nil: nothing is reduced.
  private static func axes(_ call: NodeCall) throws -> [Int]? {
    let rank = try call.value(0).rank
    let given = try call.integers("axes", orInput: 1) ?? []
    if given.isEmpty { return call.integer("noop_with_empty_axes", default: 0) != 0 ? nil : Array(0..<rank) }
    let axes = try given.map { try call.axis($0, rank: rank) }
    guard Set(axes).count == axes.count else { throw NodeError("the axes \(given) name one twice") }
    return axes
  }

  /// Reduces a view along axes. The largest of none is smaller than any number, the smallest larger.
  static func result(
    _ call: NodeCall, _ operation: KernelCall.Reduce.Operation, _ x: View, _ axes: [Int], keepsAxes: Bool
  ) -> View {
    let (source, outer, count, inner) = rows(call, x, axes)
    var shape = x.shape
    for axis in axes { shape[axis] = 1 }
    let extreme = count == 0 ? extremeOfNone(operation, x.type) : nil
    let result =
      extreme.map { View.constant([$0], shape: [], type: x.type).broadcast(to: shape) }
      ?? call.allocate(shape, x.type)
    if extreme == nil, result.count > 0 {
      call.run(reads: [source], writes: [result]) { memory in
        .reduce(
          .init(operation, outer: outer, count: count, inner: inner, x: memory.floats(source), y: memory.floats(result))
        )
      }
    }
    guard !keepsAxes else { return result }
    return axes.sorted(by: >).reduce(result) { $0.removing(axis: $1) }
  }

  private static func extremeOfNone(_ operation: KernelCall.Reduce.Operation, _ type: ElementType) -> Float? {
    switch operation {
    case .maximum: type == .bool ? 0 : -.infinity
    case .minimum: type == .bool ? 1 : .infinity
    default: nil
    }
  }

  /// The elements as [outer, count, inner], count being what is reduced: as they are where the axes lie together, else a
  /// copy with them last.
  static func rows(
    _ call: NodeCall, _ x: View, _ axes: [Int]
  ) -> (source: View, outer: Int, count: Int, inner: Int) {
    let count = axes.reduce(1) { $0 * x.shape[$1] }
    let sorted = axes.sorted()
    if x.isDense, let first = sorted.first, sorted == Array(first..<first + sorted.count) {
      let inner = x.shape[(first + sorted.count)...].reduce(1, *)
      return (x, x.shape[..<first].reduce(1, *), count, inner)
    }
    let kept = x.shape.indices.filter { !axes.contains($0) }
    return (call.compiler.dense(x.permuted(kept + sorted)), View.count(kept.map { x.shape[$0] }), count, 1)
  }

  /// m + log Σ exp(x - m), m being the largest, so that nothing overflows; it is finite, as ∞ - ∞ is no number.
  @Sendable private static func logSumExp(_ call: NodeCall) throws -> [GraphValue?] {
    guard let axes = try axes(call) else { return [try call.value(0)] }
    let x = try call.view(0, .float)
    let found = result(call, .maximum, x, axes, keepsAxes: true)
    let finite = Float.greatestFiniteMagnitude
    let largest = call.compiler.compute(Expression.leaf(found).clamped(-finite, finite), as: x.type)
    let terms = call.compiler.compute((.leaf(x) - .leaf(largest)).exp, as: x.type)
    let sum = result(call, .sum, terms, axes, keepsAxes: true)
    var value = call.compiler.compute(.leaf(largest) + .apply(.log, .leaf(sum)), as: x.type)
    if call.integer("keepdims", default: 1) == 0 {
      value = axes.sorted(by: >).reduce(value) { $0.removing(axis: $1) }
    }
    return [GraphValue(value)]
  }
}
