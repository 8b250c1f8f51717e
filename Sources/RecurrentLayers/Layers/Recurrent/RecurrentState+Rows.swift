extension RecurrentState {
  /// The states of several batches as one batch, their rows in order: those of clients that step together, say. All are of
  /// one layer, and there is at least one.
  public init(stacking states: [RecurrentState]) {
    check(!states.isEmpty, "RecurrentState.init(stacking:)", "states", expected: "at least 1", got: 0)
    let counts = states.map(\.layers.count)
    check(
      counts.allSatisfy { $0 == counts[0] }, "RecurrentState.init(stacking:)", "layers of each state",
      expected: counts[0], got: counts)
    self.init(
      layers: states[0].layers.indices.map { index in
        let layers = states.map { $0.layers[index] }
        let cells = layers.compactMap(\.cell)
        check(
          cells.isEmpty || cells.count == layers.count, "RecurrentState.init(stacking:)", "states with a cell",
          expected: layers.count, got: cells.count)
        return Layer(
          hidden: Tensor(concatenating: layers.map(\.hidden), axis: 1),
          cell: cells.isEmpty ? nil : Tensor(concatenating: cells, axis: 1))
      })
  }

  /// The state with these rows of the batch, any of them any number of times.
  public func rows(at rows: [Int]) -> RecurrentState {
    func chosen(_ state: Tensor) -> Tensor {
      let (directions, batch, size) = (state.shape[0], state.shape[1], state.shape[2])
      for row in rows {
        check((0..<batch).contains(row), "RecurrentState.rows", "row", expected: "0..<\(batch)", got: row)
      }
      let places = (0..<directions).flatMap { direction in rows.map { Int32(direction * batch + $0) } }
      return state.reshaped([directions * batch, size]).rows(at: IndexTensor(places))
        .reshaped([directions, rows.count, size])
    }
    return RecurrentState(layers: layers.map { Layer(hidden: chosen($0.hidden), cell: $0.cell.map(chosen)) })
  }
}
