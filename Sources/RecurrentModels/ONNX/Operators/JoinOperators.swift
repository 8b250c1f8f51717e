/// Operators that put elements beside each other.
enum JoinOperators {
  @Sendable static func concat(_ call: NodeCall) throws -> [GraphValue?] {
    let storage = try call.value(0).storage
    let parts = try call.inputs.indices.map { try call.view($0, storage) }
    return [GraphValue(try joined(parts, axis: call.integer("axis", default: 0), call))]
  }

  /// - Precondition: there is one part at least.
  static func joined(_ parts: [View], axis: Int, _ call: NodeCall) throws -> View {
    let first = parts[0]
    let axis = try call.axis(axis, rank: first.rank)
    var shape = first.shape
    shape[axis] = 0
    for part in parts {
      var other = part.shape
      guard other.count == shape.count else { throw NodeError("its inputs' ranks differ: \(parts.map(\.shape))") }
      shape[axis] += other[axis]
      other[axis] = shape[axis]
      guard other == shape else { throw NodeError("its inputs' shapes do not fit: \(parts.map(\.shape))") }
    }
    guard parts.count > 1 else { return first }
    let result = call.allocate(shape, first.type)
    var start = 0
    for part in parts where part.count > 0 {
      call.compiler.copy(part, to: result.sliced(axis: axis, start: start, count: part.shape[axis]))
      start += part.shape[axis]
    }
    return result
  }

  @Sendable static func tile(_ call: NodeCall) throws -> [GraphValue?] {
    let view = try call.view(0)
    let repeats = try call.integers(1)
    guard repeats.count == view.rank, repeats.allSatisfy({ $0 >= 0 }) else {
      throw NodeError("it has \(view.rank) axes and the repetitions \(repeats)")
    }
    guard zip(view.shape, repeats).allSatisfy({ !$0.multipliedReportingOverflow(by: $1).overflow }) else {
      throw NodeError("the repetitions \(repeats) are more than there is memory for")
    }
    // Each axis becomes one of repetitions and one of elements.
    var repeated = view
    for axis in view.shape.indices.reversed() {
      repeated = repeated.inserting(axis: axis)
      repeated.shape[axis] = repeats[axis]
    }
    let joined = zip(view.shape, repeats).map { $0 * $1 }
    guard call.compiler.canHold(View.count(joined), view.storage) else {
      throw NodeError("a value of the shape \(joined) is more than there is memory for")
    }
    return [GraphValue(call.compiler.dense(repeated).reshaped(joined)!)]
  }
}
