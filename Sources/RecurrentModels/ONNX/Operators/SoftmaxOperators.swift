import RecurrentKernels

enum SoftmaxOperators {
  @Sendable static func softmax(_ call: NodeCall) throws -> [GraphValue?] { [try softmax(call, isLogarithm: false)] }

  @Sendable static func logSoftmax(_ call: NodeCall) throws -> [GraphValue?] { [try softmax(call, isLogarithm: true)] }

  /// Along one axis; before version 13 over all from an axis on, as one.
  private static func softmax(_ call: NodeCall, isLogarithm: Bool) throws -> GraphValue {
    let given = try call.view(0, .float)
    let axis = try call.axis(call.integer("axis", default: call.version < 13 ? 1 : -1), rank: given.rank)
    let isOneAxis = call.version >= 13
    let order = given.shape.indices.filter { $0 != axis } + [axis]
    let x = call.compiler.dense(isOneAxis ? given.permuted(order) : given)
    let y = call.allocate(x.shape, x.type)
    let width = isOneAxis ? given.shape[axis] : given.shape[axis...].reduce(1, *)
    if x.count > 0 {
      let rows = x.count / width
      call.run(reads: [x], writes: [y]) { memory in
        var softmax = KernelCall.Softmax(rows: rows, width: width, x: memory.floats(x), y: memory.floats(y))
        softmax.isLogarithm = isLogarithm
        return .softmax(softmax)
      }
    }
    guard isOneAxis else { return GraphValue(y) }
    var inverse = order
    for (place, axis) in order.enumerated() { inverse[axis] = place }
    return GraphValue(y.permuted(inverse))
  }
}
