import RecurrentFormats

/// Operators whose results follow from attributes and shapes.
enum ConstantOperators {
  @Sendable static func constant(_ call: NodeCall) throws -> [GraphValue?] {
    switch call.node.attributes.first?.value {
    case .tensor(let view): [GraphValue(view)]
    case .float(let value): [GraphValue(.constant([value], shape: []))]
    case .floats(let values): [GraphValue(.constant(values))]
    case .integer(let value): [GraphValue(.constant([value], shape: []))]
    case .integers(let values): [GraphValue(.constant(values))]
    default: throw NodeError.unsupported("a constant that is no tensor of numbers")
    }
  }

  @Sendable static func constantOfShape(_ call: NodeCall) throws -> [GraphValue?] {
    let shape = try call.integers(0)
    guard shape.allSatisfy({ $0 >= 0 }) else { throw NodeError("a shape with a negative size: \(shape)") }
    guard case .tensor(let value) = call.node.attributes["value"] else {
      return [GraphValue(View.constant([0 as Float], shape: []).broadcast(to: shape))]
    }
    guard value.count == 1 else { throw NodeError("its value must be one number, got \(value.count)") }
    return [GraphValue(value.reshaped([])!.broadcast(to: shape))]
  }

  @Sendable static func range(_ call: NodeCall) throws -> [GraphValue?] {
    let type = try call.value(0).type
    guard Storage(type) == .integer else {
      let bounds = try (0..<3).map { try call.floats($0).first ?? 0 }
      try requireRoom(bounds.map { Double($0) }, .float, call)
      return [GraphValue(.constant(Array(stride(from: bounds[0], to: bounds[1], by: bounds[2])), type: type))]
    }
    let bounds = try (0..<3).map { try call.integers($0).first ?? 0 }
    try requireRoom(bounds.map { Double($0) }, .integer, call)
    return [GraphValue(.constant(Array(stride(from: bounds[0], to: bounds[1], by: bounds[2])), type: type))]
  }

  /// Refuses a range that does not end, or takes too much memory.
  private static func requireRoom(_ bounds: [Double], _ storage: Storage, _ call: NodeCall) throws {
    let count = (bounds[1] - bounds[0]) / bounds[2]
    guard bounds[2] != 0, count.isFinite, count < 1e18, call.compiler.canHold(Int(max(0, count)), storage) else {
      throw NodeError("\(bounds) are no bounds and step, or more than there is memory for")
    }
  }

  /// All sizes, or from version 15 on some of them.
  @Sendable static func shape(_ call: NodeCall) throws -> [GraphValue?] {
    let shape = try call.shape(0)
    func bound(_ name: String, _ standard: Int) -> Int {
      let place = call.integer(name, default: standard)
      return min(max(place < 0 ? place + shape.count : place, 0), shape.count)
    }
    let (start, end) = (bound("start", 0), bound("end", shape.count))
    return [GraphValue(.constant(Array(shape[start..<max(start, end)])))]
  }

  @Sendable static func size(_ call: NodeCall) throws -> [GraphValue?] {
    [GraphValue(.constant([try call.value(0).count], shape: []))]
  }

  /// Vectors that are `values[1]` at an index, and `values[0]` elsewhere.
  @Sendable static func oneHot(_ call: NodeCall) throws -> [GraphValue?] {
    let integral = try CastOperators.converted(try call.value(0), to: .int64, call)
    let indices = call.compiler.dense(call.compiler.view(of: integral))
    let given = try call.floats(1).first ?? 0
    guard (0...1e9).contains(given) else { throw NodeError("a depth of \(given)") }
    let depth = Int(given)
    let values = try CastOperators.converted(try call.value(2), to: .float32, call)
    let offOn = call.compiler.dense(call.compiler.view(of: values))
    guard offOn.count == 2 else { throw NodeError("\(offOn.count) values, expected those of off and on") }
    let axis = try call.axis(call.integer("axis", default: -1), rank: indices.rank + 1)
    let result = call.allocate(indices.shape + [depth], .float32)
    call.emit(reads: [indices, offOn], writes: [result]) { memory in
      let (from, to, values) = (memory.integers(indices), memory.floats(result), memory.floats(offOn))
      let count = indices.count
      return {
        for row in 0..<count {
          for column in 0..<depth { to[row * depth + column] = values[0] }
          let index = Int(from[row]) < 0 ? Int(from[row]) + depth : Int(from[row])
          if (0..<depth).contains(index) { to[row * depth + index] = values[1] }
        }
      }
    }
    var order = Array(0..<indices.rank)
    order.insert(indices.rank, at: axis)
    return [try CastOperators.converted(GraphValue(result.permuted(order)), to: try call.value(2).type, call)]
  }
}
