/// What a recurrent layer remembers between two steps. A value: to be kept, copied, saved and set.
///
/// ```swift
/// let first = lstm(x)
/// let second = lstm(next, state: first.state)  // goes on where the first call ended
/// ```
public struct RecurrentState: Sendable, Codable {
  /// The state of one layer of a stack.
  public struct Layer: Sendable, Codable {
    /// `[directions, batch, hiddenSize]`; of a layer with a dilation `[1, batch, dilation * hiddenSize]`: what the next step
    /// goes on from, then what the one after it does, and so on.
    public var hidden: Tensor
    /// As ``hidden``; LSTM only.
    public var cell: Tensor?

    /// One layer's state.
    public init(hidden: Tensor, cell: Tensor? = nil) {
      self.hidden = hidden
      self.cell = cell
    }

    func requireShape(directions: Int, batch: Int, hiddenSize: Int, hasCell: Bool, _ layer: String) {
      let (expected, axes) = ([directions, batch, hiddenSize], "[directions, batch, hiddenSize]")
      check(hidden.shape == expected, layer, "hidden state \(axes)", expected: expected, got: hidden.shape)
      guard hasCell else {
        check(
          cell == nil, layer, "cell state", expected: "none, which an LSTM alone has",
          got: "one of shape \(cell?.shape ?? [])")
        return
      }
      check(cell?.shape == expected, layer, "cell state \(axes)", expected: expected, got: cell?.shape ?? [])
    }

    /// Whether this is a state of one direction and one row, as a stream moves it on.
    @inline(__always)
    func isStep(of shape: StateShape) -> Bool {
      hidden.hasShape(1, 1, shape.hiddenSize)
        && (shape.hasCell ? cell?.hasShape(1, 1, shape.hiddenSize) == true : cell == nil)
    }
  }

  /// From the input upwards.
  public var layers: [Layer]

  /// The state of a stack, its lowest layer first.
  public init(layers: [Layer]) { self.layers = layers }

  /// Of layers of one direction.
  init(zeros shapes: [StateShape], batch: Int) {
    layers = shapes.map { shape in
      let zeros = Tensor.zeros([1, batch, shape.hiddenSize])
      return Layer(hidden: zeros, cell: shape.hasCell ? zeros : nil)
    }
  }

  /// The number of sequences.
  public var batch: Int { layers[0].hidden.shape[1] }

  /// All hidden states, `[layers * directions, batch, hiddenSize]`: PyTorch's `h_n`.
  public var hidden: Tensor { Tensor(concatenating: layers.map(\.hidden), axis: 0) }

  /// All cell states, as ``hidden``: PyTorch's `c_n`; nil where the cell has none.
  public var cell: Tensor? {
    let cells = layers.compactMap(\.cell)
    return cells.isEmpty ? nil : Tensor(concatenating: cells, axis: 0)
  }

  /// The same numbers as constants: no gradient flows through them.
  public func detached() -> RecurrentState {
    RecurrentState(layers: layers.map { Layer(hidden: $0.hidden.detached(), cell: $0.cell?.detached()) })
  }
}
