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
    settleGradient()
    gradientExtent = .everything
    return gradientMemory
  }

  /// The same for kernels that add to some rows of the first axis alone.
  func gradientToAddTo(rows: [Int32]) -> UnsafeMutablePointer<Float>? {
    settleGradient()
    gradientExtent = gradientExtent.adding(rows: rows, of: shape[0])
    return gradientMemory
  }

  /// The same for kernels that take C = A B + beta C: beta is 0 where nothing was added yet.
  func gradientToAccumulateIn() -> (memory: UnsafeMutablePointer<Float>, beta: Float)? {
    guard let memory = gradientMemory else { return nil }
    let isZero = gradientIsCleared || gradientExtent == .nothing
    gradientIsCleared = false
    gradientExtent = .everything
    return (memory, isZero ? 0 : 1)
  }

  /// Elements of the store's arrays outside which no gradient is.
  var rangesWithGradient: [Range<Int>] {
    switch gradientExtent {
    case .nothing: return []
    case .rows(let rows):
      let width = count / shape[0]
      return rows.map { offset + Int($0) * width..<offset + (Int($0) + 1) * width }
    case .everything: return [offset..<offset + count]
    }
  }

  private var gradientMemory: UnsafeMutablePointer<Float>? { block.gradients.map { $0.floats + offset } }
}
