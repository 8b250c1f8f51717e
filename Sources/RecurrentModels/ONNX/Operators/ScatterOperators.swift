import RecurrentFormats

/// Operators that change elements by index.
enum ScatterOperators {
  /// Slices by tuples of indices: what exporters write for `cache[:, 3] = x`.
  @Sendable static func scatterND(_ call: NodeCall) throws -> [GraphValue?] {
    let reduction = try ScatterReduction(call)
    let (tuples, updates) = (try call.view(1, .integer), try call.view(2, try call.value(0).storage))
    let result = try copyOfData(call)
    let depth = tuples.shape.last ?? 0
    guard depth <= result.rank else { throw NodeError("tuples of \(depth) indices for \(result.rank) axes") }
    let expected = tuples.shape.dropLast() + result.shape[depth...]
    guard updates.shape == Array(expected) else {
      throw NodeError("its updates have the shape \(updates.shape), expected \(Array(expected))")
    }
    let replaces = call.string("reduction", default: "none") == "none"
    if replaces, tuples.isConstant, let target = try box(result, tuples) {
      call.compiler.copy(
        updates.reshaped(target.shape) ?? call.compiler.dense(updates).reshaped(target.shape)!, to: target)
    } else {
      scatter(call, call.compiler.dense(tuples), call.compiler.dense(updates), result, depth, reduction)
    }
    return [GraphValue(result)]
  }

  private static func copyOfData(_ call: NodeCall) throws -> View {
    let data = try call.view(0)
    let result = call.allocate(data.shape, data.type)
    call.compiler.copy(data, to: result)
    return result
  }

  /// The part of the data that known tuples name, if they name a box in its order.
  private static func box(_ data: View, _ tuples: View) throws -> View? {
    let depth = tuples.shape.last ?? 0
    let numbers = tuples.integers
    guard depth > 0, !numbers.isEmpty else { return nil }
    let rows = try stride(from: 0, to: numbers.count, by: depth).map { start in
      try (0..<depth).map { try GatherOperators.checked(numbers[start + $0], data.shape[$0]) }
    }
    let (first, last) = (rows[0], rows[rows.count - 1])
    let sizes = zip(first, last).map { $1 - $0 + 1 }
    guard sizes.allSatisfy({ $0 > 0 }), sizes.reduce(1, *) == rows.count else { return nil }
    for (index, row) in rows.enumerated() {
      var rest = index
      for axis in (0..<depth).reversed() {
        guard row[axis] == first[axis] + rest % sizes[axis] else { return nil }
        rest /= sizes[axis]
      }
    }
    var target = data
    for axis in 0..<depth { target = target.sliced(axis: axis, start: first[axis], count: sizes[axis]) }
    return target
  }

  private static func scatter(
    _ call: NodeCall, _ tuples: View, _ updates: View, _ result: View, _ depth: Int, _ reduction: ScatterReduction
  ) {
    let (slice, storage) = (result.shape[depth...].reduce(1, *), result.storage)
    let (count, name) = (tuples.shape.dropLast().reduce(1, *), call.node.name)
    call.emit(reads: [tuples, updates, result], writes: [result]) { memory in
      let (indices, from, to) = (memory.integers(tuples), memory.address(of: updates), memory.address(of: result))
      return {
        for index in 0..<count {
          let place = try offset(indices + index * depth, depth, result, name)
          reduction.run(
            from + index * slice * storage.size, to: to + place * storage.size, count: slice, storage)
        }
      }
    }
  }

  /// Elements from the start of a dense view to the slice that a tuple of indices names.
  static func offset(_ tuple: UnsafePointer<Int64>, _ depth: Int, _ view: View, _ node: String) throws -> Int {
    var offset = 0
    for axis in 0..<depth {
      offset += try GatherOperators.row(tuple[axis], view.shape[axis], node) * view.strides[axis]
    }
    return offset
  }

  @Sendable static func scatterElements(_ call: NodeCall) throws -> [GraphValue?] {
    let reduction = try ScatterReduction(call)
    let (indices, updates) = (try call.dense(1, .integer), try call.dense(2, try call.value(0).storage))
    let result = try copyOfData(call)
    guard indices.shape == updates.shape else {
      throw NodeError("its indices have the shape \(indices.shape), its updates \(updates.shape)")
    }
    let places = try ElementPlaces(call, indices, in: result)
    let storage = result.storage
    call.emit(reads: [indices, updates, result], writes: [result]) { memory in
      let (from, to, indices) = (memory.address(of: updates), memory.address(of: result), memory.integers(indices))
      return {
        try places.run(indices) { index, place in
          reduction.run(from + index * storage.size, to: to + place * storage.size, count: 1, storage)
        }
      }
    }
    return [GraphValue(result)]
  }
}
