import RecurrentFormats

/// Operators along the steps of sequences.
enum StepOperators {
  /// The first `sequence_lens` elements of each row backwards, the others as they are.
  @Sendable static func reverseSequence(_ call: NodeCall) throws -> [GraphValue?] {
    let lengths = try call.dense(1, .integer)
    let timeAxis = call.integer("time_axis", default: 0)
    let batchAxis = call.integer("batch_axis", default: 1)
    guard Set([timeAxis, batchAxis]) == [0, 1] else { throw NodeError.unsupported("its axes must be the first two") }
    let given = try call.view(0)
    guard given.rank >= 2, lengths.count == given.shape[batchAxis] else {
      throw NodeError("\(lengths.count) lengths for an input of \(given.shape)")
    }
    // [batch, time, inner].
    let rows = call.compiler.dense(batchAxis == 0 ? given : given.permuted([1, 0] + Array(2..<given.rank)))
    let result = call.allocate(rows.shape, rows.type)
    let (batch, time) = (rows.shape[0], rows.shape[1])
    let bytes = rows.shape[2...].reduce(1, *) * rows.storage.size
    call.emit(reads: [rows, lengths], writes: [result]) { memory in
      let (from, to, lengths) = (memory.address(of: rows), memory.address(of: result), memory.integers(lengths))
      return {
        for row in 0..<batch {
          let length = min(max(Int(lengths[row]), 0), time)
          for step in 0..<time {
            let source = step < length ? length - 1 - step : step
            (to + (row * time + step) * bytes).copyMemory(from: from + (row * time + source) * bytes, byteCount: bytes)
          }
        }
      }
    }
    return [GraphValue(batchAxis == 0 ? result : result.permuted([1, 0] + Array(2..<result.rank)))]
  }

  @Sendable static func cumulativeSum(_ call: NodeCall) throws -> [GraphValue?] {
    let given = try call.view(0)
    let axis = try call.axis(try call.integers(1).first ?? 0, rank: given.rank)
    let (isExclusive, isReverse) = (
      call.integer("exclusive", default: 0) != 0, call.integer("reverse", default: 0) != 0
    )
    let x = call.compiler.dense(given)
    let y = call.allocate(x.shape, x.type)
    let (outer, count) = (x.shape[..<axis].reduce(1, *), x.shape[axis])
    let inner = x.shape[(axis + 1)...].reduce(1, *)
    call.emit(reads: [x], writes: [y]) { memory in
      func sum<Element: Numeric>(_ from: UnsafePointer<Element>, _ to: UnsafeMutablePointer<Element>) {
        for row in 0..<outer * inner {
          let start = row / inner * count * inner + row % inner
          var total: Element = 0
          for step in 0..<count {
            let place = start + (isReverse ? count - 1 - step : step) * inner
            let term = from[place]
            if isExclusive { to[place] = total }
            total += term
            if !isExclusive { to[place] = total }
          }
        }
      }
      switch x.storage {
      case .float:
        let (from, to) = (memory.floats(x), memory.floats(y))
        return { sum(from, to) }
      case .integer:
        let (from, to) = (memory.integers(x), memory.integers(y))
        return { sum(from, to) }
      }
    }
    return [GraphValue(y)]
  }
}
