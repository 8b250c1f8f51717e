/// Operators that take a part along axes.
enum SliceOperators {
  /// Bounds are attributes before version 10, inputs from then on.
  @Sendable static func slice(_ call: NodeCall) throws -> [GraphValue?] {
    var view = try call.view(0)
    guard let starts = try call.integers("starts", orInput: 1), let ends = try call.integers("ends", orInput: 2) else {
      throw NodeError("its bounds are missing")
    }
    let axes = try call.integers("axes", orInput: 3) ?? Array(starts.indices)
    let steps = call.has(4) ? try call.integers(4) : [Int](repeating: 1, count: starts.count)
    guard starts.count == ends.count, axes.count == starts.count, steps.count == starts.count else {
      throw NodeError("its bounds are not as many as its axes")
    }
    for index in starts.indices {
      let axis = try call.axis(axes[index], rank: view.rank)
      guard steps[index] != 0 else { throw NodeError("a step is 0") }
      let (start, count) = range(starts[index], ends[index], steps[index], size: view.shape[axis])
      // From one element there is no step, which may be any number.
      view = view.sliced(axis: axis, start: start, step: count > 1 ? steps[index] : 1, count: count)
    }
    return [GraphValue(view)]
  }

  /// Bounds beyond the axis are at its ends, as Python has it.
  private static func range(_ start: Int, _ end: Int, _ step: Int, size: Int) -> (start: Int, count: Int) {
    func place(_ bound: Int, _ lowest: Int, _ highest: Int) -> Int {
      min(max(bound < 0 ? bound + size : bound, lowest), highest)
    }
    if step > 0 {
      let (first, last) = (place(start, 0, size), place(end, 0, size))
      return (first, last > first ? (last - first - 1) / step + 1 : 0)
    }
    let (first, last) = (place(start, 0, size - 1), place(end, -1, size - 1))
    // The smallest number means before the first element, though it would be counted from the end.
    let stop = end < -size ? -1 : last
    return (max(first, 0), first > stop ? (stop - first + 1) / step + 1 : 0)
  }

  @Sendable static func split(_ call: NodeCall) throws -> [GraphValue?] {
    let view = try call.view(0)
    let axis = try call.axis(call.integer("axis", default: 0), rank: view.rank)
    let sizes = try call.integers("split", orInput: 1) ?? equalParts(call, of: view.shape[axis])
    return try parts(of: view, axis: axis, sizes: sizes).map { GraphValue($0) }
  }

  static func parts(of view: View, axis: Int, sizes: [Int]) throws -> [View] {
    guard sizes.allSatisfy({ (0...view.shape[axis]).contains($0) }), sizes.reduce(0, +) == view.shape[axis] else {
      throw NodeError("the parts \(sizes) are not the \(view.shape[axis]) elements of axis \(axis)")
    }
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return view.sliced(axis: axis, start: start, count: size)
    }
  }

  /// All of one size, but the last, which may be smaller.
  private static func equalParts(_ call: NodeCall, of size: Int) throws -> [Int] {
    let count = max(1, call.integer("num_outputs", default: call.node.outputs.count))
    guard count <= max(size, call.node.outputs.count) else { throw NodeError("\(count) parts of \(size) elements") }
    let part = (size + count - 1) / count
    return (0..<count).map { max(0, min(part, size - $0 * part)) }
  }
}
