import RecurrentLayers
import RecurrentModels

/// A forecaster on its way to ONNX. A network sees each target of each row of a batch as a row of its own.
struct ForecasterGraph {
  typealias Value = ONNXBuilder.Value

  let forecaster: Forecaster
  let configuration: ForecasterConfiguration
  let units: WindowUnits
  var builder = ONNXBuilder(name: "forecaster")
  var targetCount: Int { configuration.targets.count }

  init(_ forecaster: Forecaster) {
    (self.forecaster, configuration) = (forecaster, forecaster.configuration)
    units = WindowUnits(forecaster)
  }

  mutating func build() throws {
    let own = OwnRows(&builder, forecaster)
    let recent = withoutShifts(own.rows, count: configuration.window)
    let scale = scale(of: recent)
    let simple = forecaster.footing.map { footing in
      let history = own.history == own.rows ? recent : withoutShifts(own.history, count: forecaster.exportedRows)
      return simpleNumbers(footing, history, scale)
    }
    let answer = forecaster.leansWholly ? nil : try answer(own, scale)
    let numbers = numbers(answer.map { quantiles($0, scale) }, simple)
    let (horizon, levels) = (configuration.horizon, configuration.levels.count)
    let values = unscaled(builder.reshape(numbers, [-1, targetCount, horizon, levels]), scale)
    let sizes = [horizon, levels].map { ONNXPort.Dimension.size($0) }
    if targetCount == 1 {
      builder.output(builder.squeeze(values, axis: 1), as: "output", .float32, [.symbol("batch")] + sizes)
    } else {
      builder.output(values, as: "output", .float32, [.symbol("batch"), .size(targetCount)] + sizes)
    }
  }

  // MARK: The network

  /// What networks say, the mean of all: quantiles, or parameters of distributions.
  private mutating func answer(_ own: OwnRows, _ scale: Scale) throws -> Value {
    let read = networkInputs(own, scale)
    let networks = forecaster.network.networks
    var sum: Value?
    for (place, network) in networks.enumerated() {
      let found = try answer(of: network, read, prefix: networks.count == 1 ? "" : "\(place).")
      sum = sum.map { builder.node("Add", [$0, found]) } ?? found
    }
    return networks.count == 1 ? sum! : builder.node("Mul", [sum!, builder.scalar(1 / Float(networks.count))])
  }

  /// The quantiles of each step or the parameters of its distribution, [batch · targets, horizon, levels or parameters].
  private mutating func answer(of network: ForecasterNetwork, _ read: NetworkInputs, prefix: String) throws -> Value {
    let autoregression = try builder.dense(network.autoregression, read.past, name: prefix + "autoregression")
    let linear = builder.node("Unsqueeze", [autoregression, builder.integers([2])])
    let raw =
      try network.rnn.map { try remembered(network, $0, read, prefix: prefix) }
      ?? still(network, read.rows, prefix: prefix)
    if let distribution = configuration.distribution { return parameters(of: distribution, raw, linear) }
    let middle = configuration.medianPlace
    let median = builder.node("Add", [builder.slice(raw, axis: 2, from: middle, to: middle + 1), linear])
    let distances = builder.node(
      "Softplus", [builder.node("Sub", [raw, builder.scalar(ForecasterNetwork.narrowing)])])
    let sums = builder.constant(network.outward, name: prefix + "outward")
    return builder.node("Add", [builder.node("MatMul", [distances, sums]), median])
  }

  private mutating func still(_ network: ForecasterNetwork, _ rows: Value, prefix: String) throws -> Value {
    let found = try builder.dense(network.output!, builder.node("Flatten", [rows]), name: prefix + "output")
    let distances = builder.constant(network.distances!.value, name: prefix + "distances")
    return builder.node("Add", [builder.node("Unsqueeze", [found, builder.integers([2])]), distances])
  }

  private mutating func remembered(
    _ network: ForecasterNetwork, _ rnn: RecurrentLayer, _ read: NetworkInputs, prefix: String
  ) throws -> Value {
    let (parts, hidden, numbers) = (configuration.parts, configuration.hiddenSize, configuration.outputCount)
    let said = said(network, read, prefix: prefix)
    let segments = builder.reshape(
      read.rows, [0, configuration.segments, configuration.segment * configuration.featureCount])
    let first = try builder.dense(network.reading!, segments, name: prefix + "reading")
    let sequence = try builder.recurrent(
      rnn, said.map { builder.node("Add", [first, $0]) } ?? first, name: prefix + "rnn")
    // [batch · targets, 1, hidden] of zeros.
    let zeros = builder.node(
      "Mul", [builder.node("Unsqueeze", [sequence.last, builder.integers([1])]), builder.scalar(0)])
    let places = builder.constant(
      network.places!.value.scalars, shape: [1, parts, hidden], name: prefix + "places")
    var steps = builder.node("Add", [zeros, places])
    if let ahead = network.ahead {
      let told = try builder.dense(ahead, read.ahead!, name: prefix + "ahead")
      steps = builder.node("Add", [steps, told])
    }
    if let said { steps = builder.node("Add", [steps, said]) }
    let (state, cell) = (repeated(sequence.hidden), sequence.cell.map { repeated($0) })
    let outputs = try builder.recurrent(
      rnn, builder.reshape(steps, [-1, 1, hidden]), hidden: state, cell: cell, name: prefix + "rnn.ahead"
    ).last
    let answers = try builder.dense(network.output!, outputs, name: prefix + "output")
    return builder.slice(
      builder.reshape(answers, [-1, parts * configuration.part, numbers]), axis: 1, from: 0, to: configuration.horizon)
  }

  /// What is said of whole series, [batch · targets, 1, hidden].
  private mutating func said(_ network: ForecasterNetwork, _ read: NetworkInputs, prefix: String) -> Value? {
    guard let statics = network.statics else { return nil }
    let rows = builder.embedding(statics, read.statics!, name: prefix + "statics")
    let sum = builder.node("ReduceSum", [rows, builder.integers([1])])
    return ofEachTarget(sum)
  }

  /// [layers, batch, hidden], each row as often as there are segments of the horizon.
  private mutating func repeated(_ state: Value) -> Value {
    let wide = builder.node("Unsqueeze", [state, builder.integers([2])])
    let expanded = builder.node("Expand", [wide, builder.integers([1, 1, configuration.parts, 1])])
    return builder.reshape(expanded, [configuration.layers, -1, configuration.hiddenSize])
  }
}
