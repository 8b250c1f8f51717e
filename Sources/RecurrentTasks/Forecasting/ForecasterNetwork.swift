import RecurrentLayers
import RecurrentModels
import RecurrentTraining

/// A window of scaled columns to the target's next values: a projection of what recurrent layers remember, and beside it
/// a linear forecast from the target's own rows, so that the memory learns what such a forecast misses (LSTNet: Lai et
/// al. 2018).
///
/// Both sides are differences: of the columns to their last row, of the forecast to the target's last value. What the
/// level of a series is does not matter then, and it often moves between training and use (NLinear: Zeng et al. 2023).
struct ForecasterNetwork: Module {
  let rnn: RecurrentLayer?
  private let dropout: Dropout
  let output: Dense
  /// nil: the target is not among the columns read, or all is linear.
  let autoregression: Dense?
  /// The target's place among the columns.
  private let target: Int

  init(_ configuration: ForecasterConfiguration) {
    let (window, horizon) = (configuration.window, configuration.horizon)
    dropout = Dropout(configuration.dropout)
    rnn = configuration.cell.map { cell in
      RecurrentLayer(
        cell: cell, inputSize: configuration.columns.count, hiddenSize: configuration.hiddenSize,
        layers: configuration.layers, dropout: configuration.dropout)
    }
    output = Dense(inputSize: rnn?.outputSize ?? window * configuration.columns.count, outputSize: horizon)
    target = configuration.targetPlace
    let readsTarget = target < configuration.columns.count
    autoregression = rnn != nil && readsTarget ? Dense(inputSize: window, outputSize: horizon) : nil
  }

  /// - Parameter windows: `[batch, window, columns]`, differences to the last row.
  /// - Returns: `[batch, horizon]`, differences to the target's last value.
  func callAsFunction(_ windows: Tensor) -> Tensor {
    guard let rnn else { return output(flattened(windows)) }
    let remembered = output(dropout(rnn(windows).last))
    guard let autoregression else { return remembered }
    return remembered + autoregression(flattened(windows.slice(target..<(target + 1), axis: 2)))
  }

  private func flattened(_ windows: Tensor) -> Tensor {
    windows.reshaped([windows.shape[0], windows.shape[1] * windows.shape[2]])
  }

  /// The same as an ONNX graph.
  func append(to builder: inout ONNXBuilder, _ windows: ONNXBuilder.Value) throws -> ONNXBuilder.Value {
    guard let rnn else { return try builder.dense(output, builder.node("Flatten", [windows]), name: "output") }
    let last = try builder.recurrent(rnn, windows, name: "rnn").last
    let remembered = try builder.dense(output, last, name: "output")
    guard let autoregression else { return remembered }
    let own = builder.node(
      "Slice", [windows, builder.integers([target]), builder.integers([target + 1]), builder.integers([2])])
    let linear = try builder.dense(autoregression, builder.node("Flatten", [own]), name: "autoregression")
    return builder.node("Add", [remembered, linear])
  }
}
