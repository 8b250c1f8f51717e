extension Tensor {
  /// The steps of `[batch, time, features]` at `places`, of each row the same: `[batch, places, features]`. The gradient
  /// of a step that is taken several times is the sum.
  func steps(at places: [Int]) -> Tensor { steps(at: (0..<shape[0]).map { _ in places }) }

  /// The same at places of each row's own, as many of each.
  private func steps(at places: [[Int]]) -> Tensor {
    let (batch, time, width) = (shape[0], shape[1], shape[2])
    let indices = places.enumerated().flatMap { row, places in places.map { Int32(row * time + $0) } }
    return reshaped([batch * time, width])
      .rows(at: IndexTensor(shape: [batch, indices.count / Swift.max(1, batch)], scalars: indices))
  }

  /// At each step that does not count, what the last step before it that counts has; zeros where there is none.
  package func repeated(where mask: SequenceMask) -> Tensor {
    guard !mask.isComplete else { return self }
    // A step of zeros stands before the sequence.
    let places = (0..<mask.batch).map { row in
      var last = 0
      return (0..<mask.steps).map { step in
        if mask[row, step] { last = step + 1 }
        return last
      }
    }
    return padded(axis: 1, before: 1).steps(at: places)
  }
}
