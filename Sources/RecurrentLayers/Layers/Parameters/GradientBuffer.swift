import RecurrentKernels

/// Memory for the gradients of a ``ParameterStore``, in the place of its own or beside it.
package final class GradientBuffer {
  fileprivate var memory: AlignedBuffer
  /// What of each parameter's part may differ from zero.
  fileprivate var extents: [GradientExtent]

  fileprivate init(count: Int, parameters: Int) {
    memory = AlignedBuffer(floatCount: count)
    clear(memory.floats, count: count)
    extents = Array(repeating: .nothing, count: parameters)
  }

  /// In the order of the store.
  package var floats: UnsafeMutablePointer<Float> { memory.floats }

  /// Whether anything was added to a parameter's part.
  package func isUsed(_ parameter: Int) -> Bool { extents[parameter] != .nothing }

  package func markUsed(_ parameter: Int) { extents[parameter] = .everything }
}

extension ParameterStore {
  /// Zeros.
  package func makeGradientBuffer() -> GradientBuffer {
    GradientBuffer(count: block.count, parameters: parameters.count)
  }

  /// Takes the buffer's gradients, and leaves it its own.
  package func exchangeGradients(with buffer: GradientBuffer) {
    for named in parameters { named.parameter.settleGradient() }
    block.exchangeGradients(with: &buffer.memory)
    for (index, named) in parameters.enumerated() {
      (named.parameter.gradientExtent, buffer.extents[index]) = (buffer.extents[index], named.parameter.gradientExtent)
    }
  }
}

/// The gradient of a table: of the rows that were looked up, or of all.
package struct TableGradient {
  /// Ascending, each once; nil: all.
  package var rows: [Int32]?
  /// `[rows, width]`.
  package var values: Tensor

  package init(rows: [Int32]?, values: Tensor) { (self.rows, self.values) = (rows, values) }
}

extension Parameter {
  /// Whether anything was added to the gradient.
  package var gradientIsUsed: Bool { gradientExtent != .nothing }

  /// Says that the gradient's memory was written by somebody else.
  package func markGradientUsed() { gradientExtent = .everything }

  /// What the gradient of a table is; nil: nothing was added to it.
  package var tableGradient: TableGradient? {
    get {
      settleGradient()
      switch gradientExtent {
      case .nothing: return nil
      case .rows(let rows): return TableGradient(rows: rows, values: gradientRows(rows))
      case .everything: return gradient.map { TableGradient(rows: nil, values: $0) }
      }
    }
    set {
      clearGradient()
      guard let newValue else { return settleGradient() }
      guard let rows = newValue.rows else {
        guard let target = gradientToAddTo() else { return }
        return copy(newValue.values.floats, to: target, count: count)
      }
      guard let target = gradientToAddTo(rows: rows) else { return }
      let width = count / shape[0]
      for (place, row) in rows.enumerated() {
        copy(newValue.values.floats + place * width, to: target + Int(row) * width, count: width)
      }
    }
  }
}
