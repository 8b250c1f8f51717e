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
      guard Storage(type) == .float else { return [try integers(call, operation, axes, keeps, type)] }
      if [.maximum, .minimum].contains(operation), try call.shape(0).contains(0) {
        throw NodeError("there is no largest or smallest of nothing")
      }
      let x = try before.map { call.compiler.compute($0(try call.expression(0, of: 1)), as: type) } ?? call.view(0)
      let result = self.result(call, operation, x, axes, keepsAxes: keeps)
      return [after.map { GraphValue($0(.leaf(result)), type: type) } ?? GraphValue(result)]
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

  /// Reduces a view along axes.
  static func result(
    _ call: NodeCall, _ operation: KernelCall.Reduce.Operation, _ x: View, _ axes: [Int], keepsAxes: Bool
  ) -> View {
    let (source, outer, count, inner) = rows(call, x, axes)
    var shape = x.shape
    for axis in axes { shape[axis] = 1 }
    let result = call.allocate(shape, x.type)
    if result.count > 0 {
      call.run(reads: [source], writes: [result]) { memory in
        .reduce(
          .init(operation, outer: outer, count: count, inner: inner, x: memory.floats(source), y: memory.floats(result))
        )
      }
    }
    guard !keepsAxes else { return result }
    return axes.sorted(by: >).reduce(result) { $0.removing(axis: $1) }
  }

  /// The elements as [outer, count, inner], count being what is reduced: as they are where the axes lie together, else a
  /// copy with them last.
  private static func rows(
    _ call: NodeCall, _ x: View, _ axes: [Int]
  ) -> (source: View, outer: Int, count: Int, inner: Int) {
    let count = axes.reduce(1) { $0 * x.shape[$1] }
    let sorted = axes.sorted()
    if x.isDense, let first = sorted.first, sorted == Array(first..<first + sorted.count) {
      let inner = x.shape[(first + sorted.count)...].reduce(1, *)
      return (x, x.shape[..<first].reduce(1, *), count, inner)
    }
    let order = x.shape.indices.filter { !axes.contains($0) } + sorted
    return (call.compiler.dense(x.permuted(order)), x.count / max(count, 1), count, 1)
  }

  private static func integers(
    _ call: NodeCall, _ operation: KernelCall.Reduce.Operation, _ axes: [Int], _ keeps: Bool, _ type: ElementType
  ) throws -> GraphValue {
    let floats = try CastOperators.converted(try call.value(0), to: .float32, call)
    let reduced = result(call, operation, call.compiler.view(of: floats), axes, keepsAxes: keeps)
    return try CastOperators.converted(GraphValue(reduced), to: type, call)
  }

  /// m + log Σ exp(x - m), m being the largest, so that nothing overflows.
  @Sendable private static func logSumExp(_ call: NodeCall) throws -> [GraphValue?] {
    guard let axes = try axes(call) else { return [try call.value(0)] }
    let x = try call.view(0, .float)
    let largest = result(call, .maximum, x, axes, keepsAxes: true)
    let terms = call.compiler.compute((.leaf(x) - .leaf(largest)).exp, as: x.type)
    let sum = result(call, .sum, terms, axes, keepsAxes: true)
    var value = call.compiler.compute(.leaf(largest) + .apply(.log, .leaf(sum)), as: x.type)
    if call.integer("keepdims", default: 1) == 0 {
      value = axes.sorted(by: >).reduce(value) { $0.removing(axis: $1) }
    }
    return [GraphValue(value)]
  }
}
