/// What a recurrent layer remembers between two steps. A value: to be kept, copied, saved and set.
public struct RecurrentState: Sendable, Codable {
  /// The state of one layer of a stack.
  public struct Layer: Sendable, Codable {
    /// `[directions, batch, hiddenSize]`.
    public var hidden: Tensor
    /// As ``hidden``; LSTM only.
    public var cell: Tensor?

    public init(hidden: Tensor, cell: Tensor? = nil) {
      self.hidden = hidden
      self.cell = cell
    }
  }

  /// From the input upwards.
  public var layers: [Layer]

  public init(layers: [Layer]) { self.layers = layers }

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
