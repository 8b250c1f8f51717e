import RecurrentKernels

/// States of many sequences, a row each, where the steps of a chain find them.
final class StateTable {
  /// The states of one layer.
  private struct Column {
    let shape: StateShape
    /// `[rows, hiddenSize]`.
    let hidden: AlignedBuffer
    let cell: AlignedBuffer?

    init(_ shape: StateShape, rows: Int) {
      self.shape = shape
      let count = rows * shape.hiddenSize
      hidden = AlignedBuffer(floatCount: count)
      cell = shape.hasCell ? AlignedBuffer(floatCount: count) : nil
      for buffer in [hidden, cell].compactMap(\.self) { clear(buffer.floats, count: count) }
    }

    func place(from row: Int) -> StreamChain.StatePlace {
      let offset = row * shape.hiddenSize
      return StreamChain.StatePlace(hidden: hidden.floats + offset, cell: cell.map { $0.floats + offset })
    }
  }

  let rows: Int
  private let columns: [Column]

  /// All zeros.
  init(_ shapes: [StateShape], rows: Int) {
    self.rows = rows
    columns = shapes.map { Column($0, rows: rows) }
  }

  /// Makes a chain step on the rows from `row` on.
  func place(_ chain: StreamChain, from row: Int) {
    for (index, column) in columns.enumerated() { chain.places[index] = column.place(from: row) }
  }

  /// Copies rows of a table of the same shapes to rows of this one.
  func copyRows(_ sources: some Sequence<Int>, of other: StateTable, to targets: some Sequence<Int>) {
    for (target, source) in zip(columns, other.columns) {
      let width = target.shape.hiddenSize
      for (to, from) in zip(targets, sources) {
        copy(source.hidden.floats + from * width, to: target.hidden.floats + to * width, count: width)
        guard let cells = source.cell, let place = target.cell else { continue }
        copy(cells.floats + from * width, to: place.floats + to * width, count: width)
      }
    }
  }

  /// A row as a state of batch 1.
  subscript(row: Int) -> RecurrentState {
    RecurrentState(
      layers: columns.map { column in
        let (place, shape) = (column.place(from: row), [1, 1, column.shape.hiddenSize])
        func tensor(_ floats: UnsafeMutablePointer<Float>) -> Tensor {
          Tensor(shape: shape, scalars: UnsafeBufferPointer(start: floats, count: column.shape.hiddenSize))
        }
        return RecurrentState.Layer(hidden: tensor(place.hidden), cell: place.cell.map(tensor))
      })
  }

  /// Sets a row to a state of batch 1.
  ///
  /// - Throws: ``StreamError/state(expected:got:)``; the row stays as it was.
  func set(_ row: Int, to state: RecurrentState) throws(StreamError) {
    guard state.layers.count == columns.count, zip(columns, state.layers).allSatisfy({ $1.isStep(of: $0.shape) }) else {
      throw state.error(as: columns.map(\.shape))
    }
    write(state, to: row)
  }

  /// The same of a state that fits.
  func write(_ state: RecurrentState, to row: Int) {
    for (column, layer) in zip(columns, state.layers) {
      let (place, width) = (column.place(from: row), column.shape.hiddenSize)
      copy(layer.hidden.floats, to: place.hidden, count: width)
      if let cell = layer.cell, let target = place.cell { copy(cell.floats, to: target, count: width) }
    }
  }
}
