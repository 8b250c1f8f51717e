import RecurrentFormats

/// Elements around the edges: of one value, reflected, or the edge's own.
enum PadOperator {
  @Sendable static func pad(_ call: NodeCall) throws -> [GraphValue?] {
    let view = try call.view(0)
    let given = try call.integers("pads", orInput: 1) ?? call.integers("paddings") ?? []
    let axes = call.has(3) ? try call.integers(3).map { try call.axis($0, rank: view.rank) } : Array(0..<view.rank)
    guard given.count == 2 * axes.count else { throw NodeError("\(given.count) pads for \(axes.count) axes") }
    guard given.allSatisfy({ $0.magnitude <= View.mostElements }) else {
      throw NodeError("the pads \(given) are more than there is memory for")
    }
    var (before, after) = ([Int](repeating: 0, count: view.rank), [Int](repeating: 0, count: view.rank))
    for (index, axis) in axes.enumerated() {
      (before[axis], after[axis]) = (given[index], given[axes.count + index])
    }
    let shape = view.shape.indices.map { view.shape[$0] + before[$0] + after[$0] }
    guard shape.allSatisfy({ $0 >= 0 }) else { throw NodeError("its pads cut away more than there is") }
    guard call.compiler.canHold(View.count(shape), view.storage) else {
      throw NodeError("a value of the shape \(shape) is more than there is memory for")
    }
    let mode = call.string("mode", default: "constant")
    guard mode == "constant" else { return [GraphValue(try gathered(call, view, before, shape, mode))] }
    return [GraphValue(try constant(call, view, before, shape))]
  }

  private static func constant(_ call: NodeCall, _ view: View, _ before: [Int], _ shape: [Int]) throws -> View {
    let value = call.has(2) ? try value(call, view.storage) : try zero(call, view.type)
    let result = call.allocate(shape, view.type)
    call.compiler.copy(value.broadcast(to: shape), to: result)
    var (source, destination) = (view, result)
    for axis in shape.indices {
      // A negative pad cuts.
      let (from, to) = (max(0, -before[axis]), max(0, before[axis]))
      let count = max(0, min(view.shape[axis] - from, shape[axis] - to))
      source = source.sliced(axis: axis, start: from, count: count)
      destination = destination.sliced(axis: axis, start: to, count: count)
    }
    call.compiler.copy(source, to: destination)
    return result
  }

  private static func value(_ call: NodeCall, _ storage: Storage) throws -> View {
    let value = try call.view(2, storage)
    guard value.count == 1 else { throw NodeError("its value must be one number, got \(value.count)") }
    return value.reshaped([])!
  }

  private static func zero(_ call: NodeCall, _ type: ElementType) throws -> View {
    guard Storage(type) == .float else { return .constant([0], shape: [], type: type) }
    return .constant([call.float("value", default: 0)], shape: [], type: type)
  }

  /// Each axis by itself, as rows that are taken again.
  private static func gathered(
    _ call: NodeCall, _ view: View, _ before: [Int], _ shape: [Int], _ mode: String
  ) throws -> View {
    var result = view
    for axis in shape.indices where shape[axis] != view.shape[axis] {
      let size = view.shape[axis]
      let places = try (0..<shape[axis]).map { try place($0 - before[axis], size: size, mode) }
      result = GatherOperators.taken(call, result, places, axis: axis)
    }
    return result
  }

  private static func place(_ index: Int, size: Int, _ mode: String) throws -> Int {
    guard size > 0 else { throw NodeError("an empty axis cannot be padded by \(mode)") }
    switch mode {
    case "edge": return min(max(index, 0), size - 1)
    case "wrap": return ((index % size) + size) % size
    case "reflect":
      guard size > 1 else { return 0 }
      let period = 2 * (size - 1)
      let place = ((index % period) + period) % period
      return place < size ? place : period - place
    default: throw NodeError.unsupported("the mode \"\(mode)\" is not known")
    }
  }
}
