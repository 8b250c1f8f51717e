import RecurrentLayers
import RecurrentModels
import RecurrentTraining

/// A window to the quantiles of a target's next values, or to the parameters of their distribution, all in units of the
/// window (``WindowScale``).
///
/// A recurrent layer reads the window a segment at a time, and goes on from what it remembers for one step a segment of
/// the horizon, all at once: each is told its place, and what is known ahead of it (SegRNN: Lin et al. 2023). Beside it is
/// a linear forecast from the target's own rows, so that the memory learns what such a forecast misses (LSTNet: Lai et
/// al. 2018).
///
/// Both sides are differences to the last value. What the level of a series is does not matter then, and it often moves
/// between training and use (NLinear: Zeng et al. 2023).
struct ForecasterNetwork: Module {
  let autoregression: Dense
  /// A segment's rows to what the recurrent layer reads. nil: all is linear.
  let reading: Dense?
  let rnn: RecurrentLayer?
  private let dropout: Dropout
  /// What the recurrent layer reads in the place of a segment of the horizon, `[parts, hiddenSize]`.
  let places: Parameter?
  /// What is known ahead of a segment, to the same.
  let ahead: Dense?
  /// What is said of whole series, a row for each value of each column. nil: nothing.
  let statics: Embedding?
  let output: Dense?
  /// Without a recurrent layer: the quantiles' distances, `[horizon, levels]`, or what else is said of each step.
  let distances: Parameter?
  let configuration: ForecasterConfiguration

  init(_ configuration: ForecasterConfiguration) {
    self.configuration = configuration
    let (hidden, levels) = (configuration.hiddenSize, configuration.outputCount)
    let rows = configuration.segments * configuration.segment
    autoregression = Dense(
      inputSize: rows, outputSize: configuration.horizon, weightInitializer: .zeros, biasInitializer: .zeros)
    dropout = Dropout(configuration.dropout)
    if let cell = configuration.cell {
      reading = Dense(
        inputSize: configuration.segment * configuration.featureCount, outputSize: hidden,
        activation: .elementwise(.relu))
      rnn = RecurrentLayer(
        cell: cell, inputSize: hidden, hiddenSize: hidden, layers: configuration.layers,
        dropout: configuration.dropout, dilations: configuration.dilations ?? [])
      places = Parameter(
        name: "places", shape: [configuration.parts, hidden],
        initializer: .normal(mean: 0, standardDeviation: 0.1))
      ahead =
        configuration.aheadCount == 0
        ? nil : Dense(inputSize: configuration.part * configuration.aheadCount, outputSize: hidden, bias: false)
      let values = configuration.statics.reduce(0) { $0 + $1.values.count }
      statics =
        values == 0
        ? nil : Embedding(count: values, size: hidden, initializer: .normal(mean: 0, standardDeviation: 0.1))
      // Small at first, as the linear forecast is near.
      let bound = 0.1 / Float(hidden).squareRoot()
      output = Dense(
        inputSize: hidden, outputSize: configuration.part * levels, weightInitializer: .uniform(-bound...bound),
        biasInitializer: .zeros)
      distances = nil
    } else {
      (reading, rnn, places, ahead, statics) = (nil, nil, nil, nil, nil)
      output = Dense(
        inputSize: rows * configuration.featureCount, outputSize: configuration.horizon, weightInitializer: .zeros,
        biasInitializer: .zeros)
      distances = Parameter(name: "distances", shape: [configuration.horizon, levels], initializer: .zeros)
    }
    beginSeasonal()
  }

  /// The linear forecast begins halfway from the last value to the mean of all seasons in the window, place by place.
  private func beginSeasonal() {
    let (season, rows) = (configuration.season, autoregression.inputSize)
    let seasons = configuration.window / season
    guard season > 1, seasons > 0, !Parameter.isToBeOverwritten else { return }
    var weight = Tensor.zeros([configuration.horizon, rows])
    for step in 0..<configuration.horizon {
      for past in 1...seasons { weight[step, rows - past * season + step % season] = 0.5 / Float(seasons) }
    }
    autoregression.weight.value = weight
  }

  /// - Returns: `[batch, horizon, levels]`, ascending in the last axis; of a distribution its parameters, as
  ///   ``StepDistribution`` has them.
  func callAsFunction(_ inputs: ForecastInputs) -> Tensor {
    let linear = autoregression(inputs.past).expandingAxis(2)
    let raw = rnn == nil ? still(inputs) : remembered(inputs)
    if let distribution = configuration.distribution { return parameters(of: distribution, raw, linear) }
    let middle = configuration.medianPlace
    let median = raw.slice(middle..<(middle + 1), axis: 2) + linear
    return (raw - Self.narrowing).activated(by: .softplus).matmul(outward) + median
  }

  /// A location, a spread above 0, and of Student's t how many degrees of freedom above 2.
  private func parameters(of distribution: ForecastDistribution, _ raw: Tensor, _ linear: Tensor) -> Tensor {
    var parts = [
      raw.slice(0..<1, axis: 2) + linear,
      (raw.slice(1..<2, axis: 2) - Self.narrowing).activated(by: .softplus) + distribution.leastSpread,
    ]
    // At first tails are those of five degrees.
    if distribution == .studentT { parts.append((raw.slice(2..<3, axis: 2) + 3).activated(by: .softplus) + 2) }
    return Tensor(concatenating: parts, axis: 2)
  }

  /// The distances between quantiles begin at softplus(-1.5), a fifth of a window's unit.
  static let narrowing: Float = 1.5

  /// Sums distances from the median on: `[levels, levels]`.
  var outward: Tensor {
    let (count, middle) = (configuration.levels.count, configuration.medianPlace)
    var sums = Tensor.zeros([count, count])
    for level in 0..<count where level != middle {
      for step in level < middle ? level..<middle : (middle + 1)..<(level + 1) {
        sums[step, level] = level < middle ? -1 : 1
      }
    }
    return sums
  }

  private func remembered(_ inputs: ForecastInputs) -> Tensor {
    let (batch, hidden) = (inputs.batch, configuration.hiddenSize)
    let segments = inputs.rows.reshaped(
      [batch, configuration.segments, configuration.segment * configuration.featureCount])
    // [batch, 1, hidden].
    let said = statics.map { $0(inputs.statics!).sum(axes: 1, keepingAxes: true) }
    let read = reading!(segments)
    let state = rnn!(said.map { read + $0 } ?? read).state
    let parts = configuration.parts
    var steps = places!.value.reshaped([1, parts, hidden]).broadcast(to: [batch, parts, hidden])
    if let ahead { steps = steps + ahead(inputs.ahead!) }
    if let said { steps = steps + said }
    let next = RecurrentState(
      layers: state.layers.map {
        .init(hidden: repeated($0.hidden), cell: $0.cell.map(repeated))
      })
    let outputs = rnn!(steps.reshaped([batch * parts, 1, hidden]), state: next).last
    return output!(dropout(outputs))
      .reshaped([batch, parts * configuration.part, configuration.outputCount])
      .slice(0..<configuration.horizon, axis: 1)
  }

  /// `[1, batch, hiddenSize]`, each row as often as there are segments of the horizon.
  private func repeated(_ state: Tensor) -> Tensor {
    let (batch, parts, hidden) = (state.shape[1], configuration.parts, state.shape[2])
    return state.reshaped([batch, 1, hidden]).broadcast(to: [batch, parts, hidden])
      .reshaped([1, batch * parts, hidden])
  }

  /// Quantiles at the same distances always.
  private func still(_ inputs: ForecastInputs) -> Tensor {
    let rows = inputs.rows.reshaped([inputs.batch, inputs.rows.count / max(1, inputs.batch)])
    return output!(rows).expandingAxis(2) + distances!.value.expandingAxis(0)
  }
}

/// What networks read of some windows.
struct ForecastInputs: Sendable {
  /// `[batch, rows, features]`: see ``ForecasterConfiguration/featureCount``.
  var rows: Tensor
  /// The target's values, gaps filled, `[batch, rows]`.
  var past: Tensor
  /// What is known of the horizon, `[batch, parts, part · features]`. nil: nothing.
  var ahead: Tensor?
  /// The rows of what is said of each series, `[batch, columns]`. nil: nothing.
  var statics: IndexTensor?

  var batch: Int { rows.shape[0] }
}

/// Networks of one shape side by side.
struct ForecasterNetworks: Module {
  let networks: [ForecasterNetwork]

  init(_ configuration: ForecasterConfiguration) {
    networks = (0..<configuration.ensemble).map { _ in ForecasterNetwork(configuration) }
  }

  /// A network alone has the names of its own.
  var contents: ModuleContents {
    ModuleContents(
      children: networks.enumerated().map { NamedModule(name: networks.count == 1 ? "" : "\($0)", module: $1) })
  }

  /// The mean of the quantiles of all.
  func callAsFunction(_ inputs: ForecastInputs) -> Tensor {
    let forecasts = networks.map { $0(inputs) }
    return forecasts.dropFirst().reduce(forecasts[0], +) / Float(forecasts.count)
  }
}
