import RecurrentFormats

// Arithmetic on whole numbers that are not known before a call: indices and counts, so few that plain loops do.

extension NodeCall {
  /// A function of one element of each view, which are repeated to one shape.
  func mapIntegers(
    _ operands: [View], _ type: ElementType, _ body: @escaping @Sendable ([Int64]) -> Int64
  ) throws -> GraphValue {
    guard operands.allSatisfy({ $0.storage == .integer }) else {
      throw NodeError.unsupported("its inputs are of several types")
    }
    let shape = try broadcastShape(operands.map(\.shape))
    let views = operands.map { compiler.dense($0.broadcast(to: shape)) }
    let result = allocate(shape, type)
    let count = result.count
    emit(reads: views, writes: [result]) { memory in
      let (from, to) = (views.map { memory.integers($0) }, memory.integers(result))
      return { for index in 0..<count { to[index] = body(from.map { $0[index] }) } }
    }
    return GraphValue(result)
  }

  /// All inputs, two at a time.
  func foldIntegers(
    _ type: ElementType, _ combine: @escaping @Sendable (Int64, Int64) -> Int64
  ) throws -> GraphValue {
    let operands = try inputs.indices.map { try view($0) }
    return try mapIntegers(operands, type) { $0.dropFirst().reduce($0[0], combine) }
  }

  func compareIntegers(_ holds: @escaping @Sendable (Int64, Int64) -> Bool) throws -> GraphValue {
    let truth = try mapIntegers([try view(0), try view(1)], .int64) { holds($0[0], $0[1]) ? 1 : 0 }
    return try CastOperators.converted(truth, to: .bool, self)
  }
}
