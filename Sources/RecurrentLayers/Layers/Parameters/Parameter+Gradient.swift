import RecurrentKernels

/// The gradient's memory. Clearing is put off until something is added: what is then written whole need not be zero.
extension Parameter {
  /// Whether a store wants it.
  var wantsGradient: Bool { block.gradients != nil }

  /// From here on the gradient counts as zero, whatever its memory holds.
  func clearGradient() { gradientIsCleared = true }

  /// Makes the memory what the gradient is.
  func settleGradient() {
    guard gradientIsCleared else { return }
    gradientIsCleared = false
    guard let memory = gradientMemory else { return }
    switch gradientExtent {
    case .nothing: break
    case .rows(let rows):
      let width = count / shape[0]
      for row in rows { clear(memory + Int(row) * width, count: width) }
    case .everything: clear(memory, count: count)
    }
    gradientExtent = .nothing
  }

  /// Where kernels add to the gradient; nil: it is not wanted.
  func gradientToAddTo() -> UnsafeMutablePointer<Float>? {
    requireUnfinishedGradient()
    settleGradient()
    gradientExtent = .everything
    return gradientMemory
  }

  /// The same for kernels that add to some rows of the first axis alone.
  func gradientToAddTo(rows: [Int32]) -> UnsafeMutablePointer<Float>? {
    requireUnfinishedGradient()
    settleGradient()
    gradientExtent = gradientExtent.adding(rows: rows, of: shape[0])
    return gradientMemory
  }

  /// The same for kernels that take C = A B + beta C: beta is 0 where nothing was added yet.
  func gradientToAccumulateIn() -> (memory: UnsafeMutablePointer<Float>, beta: Float)? {
    guard let memory = gradientMemory else { return nil }
    requireUnfinishedGradient()
    let isZero = gradientIsCleared || gradientExtent == .nothing
    gradientIsCleared = false
    gradientExtent = .everything
    return (memory, isZero ? 0 : 1)
  }

  private func requireUnfinishedGradient() {
    precondition(!gradientIsFinal, "Parameter \(name): a record adds to its gradient that did not say so")
  }

  /// Some rows of the gradient, one below the other.
  package func gradientRows(_ rows: [Int32]) -> Tensor {
    let width = count / shape[0]
    let result = Tensor(uninitialized: [rows.count, width])
    guard let memory = gradientMemory else { preconditionFailure("rows of a gradient that no store keeps") }
    rows.withUnsafeBufferPointer { rows in
      guard let indices = rows.baseAddress else { return }
      Compute.current.run(
        "Parameter \(name)",
        .gatherRows(
          .init(
            table: memory, tableRows: shape[0], width: width, indices: indices, count: rows.count,
            output: result.buffer.floats)))
    }
    return result
  }

  private var gradientMemory: UnsafeMutablePointer<Float>? { block.gradients.map { $0.floats + offset } }
}
