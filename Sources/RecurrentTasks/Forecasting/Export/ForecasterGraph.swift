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
    let own = OwnRows(&builder, configuration)
    let scale = scale(of: own.rows)
    let read = networkInputs(own, scale)
    let networks = forecaster.network.networks
    var sum: Value?
    for (place, network) in networks.enumerated() {
      let found = try quantiles(network, read, prefix: networks.count == 1 ? "" : "\(place).")
      sum = sum.map { builder.node("Add", [$0, found]) } ?? found
    }
    let mean = networks.count == 1 ? sum! : builder.node("Mul", [sum!, builder.scalar(1 / Float(networks.count))])
    let (horizon, levels) = (configuration.horizon, configuration.levels.count)
    let numbers = builder.reshape(calibrated(mean), [-1, targetCount, horizon, levels])
    let values = unscaled(numbers, scale)
    let sizes = [horizon, levels].map { ONNXPort.Dimension.size($0) }
    if targetCount == 1 {
      builder.output(builder.squeeze(values, axis: 1), as: "output", .float32, [.symbol("batch")] + sizes)
    } else {
      builder.output(values, as: "output", .float32, [.symbol("batch"), .size(targetCount)] + sizes)
    }
  }

  private mutating func calibrated(_ numbers: Value) -> Value {
    let (calibration, trust) = (forecaster.calibration, forecaster.scaling.trust ?? 1)
    guard calibration != nil || trust != 1 else { return numbers }
    let middle = configuration.medianPlace
    let median = builder.slice(numbers, axis: 2, from: middle, to: middle + 1)
    let factors = configuration.levels.map {
      Float($0 == 0.5 ? 1 : ($0 < 0.5 ? calibration?.lower : calibration?.upper) ?? 1)
    }
    let distances = builder.node(
      "Mul",
      [builder.node("Sub", [numbers, median]), builder.constant(factors, shape: [factors.count], name: "calibration")])
    let trusted = builder.node("Mul", [median, builder.scalar(Float(trust))])
    return builder.node("Add", [trusted, distances])
  }

  // MARK: The network

  /// [batch · targets, horizon, levels].
  private mutating func quantiles(_ network: ForecasterNetwork, _ read: NetworkInputs, prefix: String) throws -> Value {
    let linear = try builder.dense(network.autoregression, read.past, name: prefix + "autoregression")
    let raw =
      try network.rnn.map { try remembered(network, $0, read, prefix: prefix) }
      ?? still(network, read.rows, prefix: prefix)
    let middle = configuration.medianPlace
    let median = builder.node(
      "Add",
      [
        builder.slice(raw, axis: 2, from: middle, to: middle + 1),
        builder.node("Unsqueeze", [linear, builder.integers([2])]),
      ])
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
    let (parts, hidden, levels) = (configuration.parts, configuration.hiddenSize, configuration.levels.count)
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
      builder.reshape(answers, [-1, parts * configuration.part, levels]), axis: 1, from: 0, to: configuration.horizon)
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
