import RecurrentFormats
import RecurrentKernels

/// Operators that answer with places.
enum SearchOperators {
  @Sendable static func argMax(_ call: NodeCall) throws -> [GraphValue?] { [try extreme(call, .maximum)] }

  @Sendable static func argMin(_ call: NodeCall) throws -> [GraphValue?] { [try extreme(call, .minimum)] }

  private static func extreme(_ call: NodeCall, _ operation: KernelCall.Reduce.Operation) throws -> GraphValue {
    let isLast = call.integer("select_last_index", default: 0) != 0
    let value = try CastOperators.converted(try call.value(0), to: .float32, call)
    let x = call.compiler.dense(call.compiler.view(of: value))
    let axis = try call.axis(call.integer("axis", default: 0), rank: x.rank)
    guard x.shape[axis] > 0 else { throw NodeError("axis \(axis) has no elements") }
    var shape = x.shape
    shape[axis] = 1
    let result = call.allocate(shape, .int64)
    let (outer, count, inner) = (x.shape[..<axis].reduce(1, *), x.shape[axis], x.shape[(axis + 1)...].reduce(1, *))
    let isSmallest = operation == .minimum
    call.emit(reads: [x], writes: [result]) { memory in
      let (from, to) = (memory.floats(x), memory.integers(result))
      return {
        for row in 0..<outer * inner {
          let start = from + (row / inner * count * inner + row % inner)
          var best = 0
          for index in 1..<max(count, 1) {
            let (new, old) = (start[index * inner], start[best * inner])
            if isSmallest ? new < old : new > old { best = index } else if isLast, new == old { best = index }
          }
          to[row] = Int64(best)
        }
      }
    }
    return GraphValue(call.integer("keepdims", default: 1) != 0 ? result : result.removing(axis: axis))
  }

  /// The places of all elements that are not 0, a column each. How many there are, only their values say.
  @Sendable static func nonZero(_ call: NodeCall) throws -> [GraphValue?] {
    let value = try call.value(0)
    guard let view = value.constant else { throw UnknownValue(origins: value.origins) }
    let isThere = view.storage == .float ? view.floats.map { $0 != 0 } : view.integers.map { $0 != 0 }
    let found = isThere.indices.filter { isThere[$0] }
    let strides = View.denseStrides(view.shape)
    let places = view.shape.indices.flatMap { axis in found.map { $0 / strides[axis] % view.shape[axis] } }
    return [GraphValue(.constant(places, shape: [view.rank, found.count]))]
  }

  /// The largest or smallest k along an axis, and their places; of equal ones the first.
  @Sendable static func topK(_ call: NodeCall) throws -> [GraphValue?] {
    let x = try call.view(0)
    let axis = try call.axis(call.integer("axis", default: -1), rank: x.rank)
    let k = try call.integer("k") ?? call.integers(1).first ?? 0
    guard (0...x.shape[axis]).contains(k) else {
      throw NodeError("\(k) of the \(x.shape[axis]) elements of axis \(axis)")
    }
    let isLargest = call.integer("largest", default: 1) != 0
    // The axis last, so that a row is in one piece.
    let order = x.shape.indices.filter { $0 != axis } + [axis]
    let rows = call.compiler.dense(x.permuted(order))
    let shape = Array(rows.shape.dropLast()) + [k]
    let (values, places) = (call.allocate(shape, x.type), call.allocate(shape, .int64))
    let (count, width) = (rows.shape.dropLast().reduce(1, *), rows.shape.last!)
    call.emit(reads: [rows], writes: [values, places]) { memory in
      let (from, to, places) = (memory.address(of: rows), memory.address(of: values), memory.integers(places))
      func sort<Element: Comparable>(_ from: UnsafePointer<Element>, _ to: UnsafeMutablePointer<Element>) {
        for row in 0..<count {
          let x = from + row * width
          let best = (0..<width).sorted { x[$0] == x[$1] ? $0 < $1 : (x[$0] > x[$1]) == isLargest }
          for rank in 0..<k { (to[row * k + rank], places[row * k + rank]) = (x[best[rank]], Int64(best[rank])) }
        }
      }
      switch rows.storage {
      case .float:
        let (from, to) = (from.assumingMemoryBound(to: Float.self), to.assumingMemoryBound(to: Float.self))
        return { sort(from, to) }
      case .integer:
        let (from, to) = (from.assumingMemoryBound(to: Int64.self), to.assumingMemoryBound(to: Int64.self))
        return { sort(from, to) }
      }
    }
    var inverse = order
    for (place, axis) in order.enumerated() { inverse[axis] = place }
    return [GraphValue(values.permuted(inverse)), GraphValue(places.permuted(inverse))]
  }
}
