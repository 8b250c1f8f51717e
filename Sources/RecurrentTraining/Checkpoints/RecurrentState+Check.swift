import RecurrentLayers

extension RecurrentState {
  /// Checks that a state that comes from a file has the shape of another.
  ///
  /// - Parameter anyBatch: whether it may be of another number of rows.
  package func requireShape(of other: RecurrentState, _ name: String, anyBatch: Bool = false) throws {
    func shapes(_ state: RecurrentState) -> [[Int]] {
      state.layers.flatMap { [$0.hidden] + ($0.cell.map { [$0] } ?? []) }.map { tensor in
        anyBatch && tensor.rank == 3 ? [tensor.shape[0], tensor.shape[2]] : tensor.shape
      }
    }
    let (saved, now) = (shapes(self), shapes(other))
    guard saved == now else { throw CheckpointMismatch(name, saved: saved, now: now) }
  }
}
