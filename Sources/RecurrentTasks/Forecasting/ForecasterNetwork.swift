import Recurrent

/// A window of scaled columns to the target's next values: recurrent layers, and a projection of what they remember.
///
/// Both sides are differences: of the columns to their last row, of the forecast to the target's last value. What the
/// level of a series is does not matter then, and it often moves between training and use (NLinear: Zeng et al. 2023).
struct ForecasterNetwork: Module {
  private let rnn: RecurrentLayer?
  private let output: Dense
  private let dropout: Dropout

  init(_ configuration: ForecasterConfiguration) {
    dropout = Dropout(configuration.dropout)
    rnn = configuration.cell.map { cell in
      RecurrentLayer(
        cell: cell, inputSize: configuration.columns.count, hiddenSize: configuration.hiddenSize,
        layers: configuration.layers, dropout: configuration.dropout)
    }
    output = Dense(
      inputSize: rnn?.outputSize ?? configuration.window * configuration.columns.count,
      outputSize: configuration.horizon)
  }

  /// - Parameter windows: `[batch, window, columns]`, differences to the last row.
  /// - Returns: `[batch, horizon]`, differences to the target's last value.
  func callAsFunction(_ windows: Tensor) -> Tensor {
    guard let rnn else { return output(windows.reshaped([windows.shape[0], output.inputSize])) }
    return output(dropout(rnn(windows).last))
  }
}
