import RecurrentFormats

/// Operators that look at the same elements in another way.
enum ShapeOperators {
  @Sendable static func identity(_ call: NodeCall) throws -> [GraphValue?] { [try call.any(0)] }

  /// Drops nothing, which is what it does outside of training, and in it where the rate is 0.
  @Sendable static func dropout(_ call: NodeCall) throws -> [GraphValue?] {
    if call.has(2), try call.floats(2).first != 0, try !call.has(1) || call.floats(1).first != 0 {
      throw NodeError.unsupported("its training mode, which draws what is dropped, is not run")
    }
    let mask = View.constant([1 as Float], shape: [], type: .bool).broadcast(to: try call.shape(0))
    return [try call.value(0), GraphValue(mask)]
  }

  @Sendable static func reshape(_ call: NodeCall) throws -> [GraphValue?] {
    let old = try call.shape(0)
    var shape = try call.integers("shape", orInput: 1) ?? []
    if call.integer("allowzero", default: 0) == 0 {
      for axis in shape.indices where shape[axis] == 0 {
        guard axis < old.count else { throw NodeError("the shape \(shape) keeps a size that the input does not have") }
        shape[axis] = old[axis]
      }
    }
    let count = try call.value(0).count
    if let open = shape.firstIndex(of: -1) {
      let others = View.count(shape.indices.map { $0 == open ? 1 : max(shape[$0], 0) })
      shape[open] = others == 0 ? 0 : count / others
    }
    return [try reshaped(call, shape)]
  }

  @Sendable static func flatten(_ call: NodeCall) throws -> [GraphValue?] {
    let shape = try call.shape(0)
    let axis = call.integer("axis", default: 1)
    let split = axis < 0 ? axis + shape.count : axis
    guard (0...shape.count).contains(split) else { throw NodeError("it has no axis \(axis) in \(shape.count)") }
    return [try reshaped(call, [View.count(Array(shape[..<split])), View.count(Array(shape[split...]))])]
  }

  private static func reshaped(_ call: NodeCall, _ shape: [Int]) throws -> GraphValue {
    let view = try call.view(0)
    guard shape.allSatisfy({ $0 >= 0 }), View.count(shape) == view.count else {
      throw NodeError("\(view.shape) cannot become \(shape)")
    }
    return GraphValue(view.reshaped(shape) ?? call.compiler.dense(view).reshaped(shape)!)
  }

  @Sendable static func squeeze(_ call: NodeCall) throws -> [GraphValue?] {
    var view = try call.view(0)
    let axes = try call.integers("axes", orInput: 1)?.map { try call.axis($0, rank: view.rank) }
    for axis in view.shape.indices.reversed() where axes?.contains(axis) ?? (view.shape[axis] == 1) {
      guard view.shape[axis] == 1 else { throw NodeError("axis \(axis) of \(view.shape) has more than one element") }
      view = view.removing(axis: axis)
    }
    return [GraphValue(view)]
  }

  @Sendable static func unsqueeze(_ call: NodeCall) throws -> [GraphValue?] {
    var view = try call.view(0)
    let axes = try call.integers("axes", orInput: 1) ?? []
    for axis in try axes.map({ try call.axis($0, rank: view.rank + axes.count) }).sorted() {
      guard axis <= view.rank else { throw NodeError("the axes \(axes) leave gaps") }
      view = view.inserting(axis: axis)
    }
    return [GraphValue(view)]
  }

  @Sendable static func transpose(_ call: NodeCall) throws -> [GraphValue?] {
    let view = try call.view(0)
    let order = call.integers("perm") ?? view.shape.indices.reversed()
    guard order.sorted() == Array(view.shape.indices) else {
      throw NodeError("the order \(order) is not one of \(view.rank) axes")
    }
    return [GraphValue(view.permuted(order))]
  }

  @Sendable static func expand(_ call: NodeCall) throws -> [GraphValue?] {
    let view = try call.view(0)
    let wanted = try call.integers(1)
    guard wanted.allSatisfy({ $0 >= 0 }) else { throw NodeError("a shape with a negative size: \(wanted)") }
    return [GraphValue(view.broadcast(to: try call.broadcastShape([view.shape, wanted])))]
  }
}
