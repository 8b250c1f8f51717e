import RecurrentFormats

/// Operators that take elements by index. Negative indices count from the end.
enum GatherOperators {
  @Sendable static func gather(_ call: NodeCall) throws -> [GraphValue?] {
    let view = try call.view(0)
    let axis = try call.axis(call.integer("axis", default: 0), rank: view.rank)
    let indices = try call.view(1, .integer)
    let size = view.shape[axis]
    guard indices.isConstant else { return [GraphValue(gathered(call, view, indices, axis: axis))] }
    let places = try indices.integers.map { try checked($0, size) }
    if indices.rank == 0 { return [GraphValue(view.element(places[0], axis: axis))] }
    let rows = taken(call, view, places, axis: axis)
    return [GraphValue(rows.splitting(axis: axis, into: indices.shape))]
  }

  static func checked(_ index: Int, _ size: Int) throws -> Int {
    guard (-size..<max(size, 0)).contains(index) else { throw NodeError("the index \(index) is none of \(size)") }
    return index < 0 ? index + size : index
  }

  /// Known places along an axis: a slice, where they are evenly spaced, or else a copy of each stretch that is.
  static func taken(_ call: NodeCall, _ view: View, _ places: [Int], axis: Int) -> View {
    func slice(_ run: Range<Int>) -> View {
      let step = run.count > 1 ? places[run.lowerBound + 1] - places[run.lowerBound] : 1
      return view.sliced(axis: axis, start: places[run.lowerBound], step: step, count: run.count)
    }
    let runs = evenRuns(places)
    guard runs.count != 1 else { return slice(runs[0]) }
    var shape = view.shape
    shape[axis] = places.count
    let result = call.allocate(shape, view.type)
    for run in runs {
      call.compiler.copy(slice(run), to: result.sliced(axis: axis, start: run.lowerBound, count: run.count))
    }
    return result
  }

  /// The stretches of a list in which neighbours differ by the same number, not 0.
  private static func evenRuns(_ places: [Int]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = 0
    while start < places.count {
      var end = start + 1
      if end < places.count, places[end] != places[start] {
        let step = places[end] - places[start]
        while end < places.count, places[end] - places[end - 1] == step { end += 1 }
      }
      runs.append(start..<end)
      start = end
    }
    return runs
  }

  /// Places that are known in a call alone, as those of an embedding's words are.
  private static func gathered(_ call: NodeCall, _ view: View, _ indices: View, axis: Int) -> View {
    let (source, places) = (call.compiler.dense(view), call.compiler.dense(indices))
    let shape = Array(view.shape[..<axis]) + indices.shape + Array(view.shape[(axis + 1)...])
    let result = call.allocate(shape, view.type)
    let (outer, size, count) = (view.shape[..<axis].reduce(1, *), view.shape[axis], places.count)
    let rowBytes = view.shape[(axis + 1)...].reduce(1, *) * view.storage.size
    let name = call.node.name
    call.emit(reads: [source, places], writes: [result]) { memory in
      let (from, to, rows) = (memory.address(of: source), memory.address(of: result), memory.integers(places))
      return {
        for block in 0..<outer {
          for index in 0..<count {
            let row = try Self.row(rows[index], size, name)
            (to + (block * count + index) * rowBytes).copyMemory(
              from: from + (block * size + row) * rowBytes, byteCount: rowBytes)
          }
        }
      }
    }
    return result
  }

  /// An index that data brings.
  static func row(_ index: Int64, _ size: Int, _ node: String) throws -> Int {
    guard (-Int64(size)..<Int64(size)).contains(index) else {
      throw ONNXError.Problem.node(node, type: "Gather", reason: "the index \(index) is none of the \(size) there are")
    }
    return Int(index < 0 ? index + Int64(size) : index)
  }

  /// result[i][j] = data[i][indices[i][j]] for axis 1, likewise for others.
  @Sendable static func gatherElements(_ call: NodeCall) throws -> [GraphValue?] {
    let (source, indices) = (try call.dense(0), try call.dense(1, .integer))
    let result = call.allocate(indices.shape, source.type)
    let places = try ElementPlaces(call, indices, in: source)
    let bytes = source.storage.size
    call.emit(reads: [source, indices], writes: [result]) { memory in
      let (from, to, indices) = (memory.address(of: source), memory.address(of: result), memory.integers(indices))
      return {
        try places.run(indices) { index, place in
          (to + index * bytes).copyMemory(from: from + place * bytes, byteCount: bytes)
        }
      }
    }
    return [GraphValue(result)]
  }

  /// Slices by tuples of indices, which are the last axis; the first `batch_dims` axes of both go along.
  @Sendable static func gatherND(_ call: NodeCall) throws -> [GraphValue?] {
    let (source, tuples) = (try call.dense(0), try call.dense(1, .integer))
    let (depth, batchRank) = (tuples.shape.last ?? 0, call.integer("batch_dims", default: 0))
    guard (0..<max(1, tuples.rank)).contains(batchRank), batchRank + depth <= source.rank else {
      throw NodeError("tuples of \(depth) indices for \(source.rank) axes, of which \(batchRank) are a batch")
    }
    let batch = Array(source.shape[..<batchRank])
    guard tuples.shape.starts(with: batch) else {
      throw NodeError("its indices have the shape \(tuples.shape) for data of \(source.shape)")
    }
    let shape = tuples.shape.dropLast() + source.shape[(batchRank + depth)...]
    let result = call.allocate(Array(shape), source.type)
    let size = source.storage.size
    let slice = View.count(Array(source.shape[(batchRank + depth)...])) * size
    let (rows, perRow) = (View.count(batch), View.count(Array(tuples.shape.dropLast()[batchRank...])))
    let (rowStride, name) = (View.count(Array(source.shape[batchRank...])), call.node.name)
    var row = source
    for _ in 0..<batchRank { row = row.removing(axis: 0) }
    let one = row
    call.emit(reads: [source, tuples], writes: [result]) { memory in
      let (from, to, indices) = (memory.address(of: source), memory.address(of: result), memory.integers(tuples))
      return {
        for index in 0..<rows * perRow {
          let offset = try ScatterOperators.offset(indices + index * depth, depth, one, name)
          (to + index * slice).copyMemory(
            from: from + (index / perRow * rowStride + offset) * size, byteCount: slice)
        }
      }
    }
    return [GraphValue(result)]
  }
}

extension View {
  /// One axis as several.
  func splitting(axis: Int, into sizes: [Int]) -> View {
    var result = self
    var stride = strides[axis]
    var inner: [Int] = []
    for size in sizes.reversed() {
      inner.insert(stride, at: 0)
      stride *= size
    }
    result.shape.replaceSubrange(axis...axis, with: sizes)
    result.strides.replaceSubrange(axis...axis, with: inner)
    return result
  }
}
