/// Which rows of a whole batch a computation has. Dropout masks are drawn by place in the whole batch, so that a part of it
/// takes its part of them.
package struct BatchRows: Sendable {
  /// The place of each row in the whole batch.
  let places: [Int]
  /// Rows of the whole batch.
  let total: Int

  /// - Parameter total: the rows of the whole batch.
  package init(_ places: some Sequence<Int>, of total: Int) {
    (self.places, self.total) = (Array(places), total)
  }

  /// Those of the current task; nil: it has the whole batch.
  @TaskLocal static var current: BatchRows?

  /// The rows as stretches of neighbours: where each begins here, and in the whole batch.
  var stretches: [(start: Int, place: Int, count: Int)] {
    var stretches: [(start: Int, place: Int, count: Int)] = []
    for (start, place) in places.enumerated() {
      if let last = stretches.last, last.place + last.count == place {
        stretches[stretches.count - 1].count += 1
      } else {
        stretches.append((start, place, 1))
      }
    }
    return stretches
  }
}

/// Tensors inside `body` have some rows of a whole batch; nil: all of it.
package func withBatchRows<Result>(_ rows: BatchRows?, _ body: () throws -> Result) rethrows -> Result {
  try BatchRows.$current.withValue(rows, operation: body)
}
