import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentModels

extension Forecaster {
  /// Writes the model as an ONNX file: `input` [batch, window, columns], the last rows in the columns' own units and
  /// without gaps, to `output` [batch, horizon, quantiles], the target's next values in its own. The columns' names and
  /// the quantiles are in its metadata.
  ///
  /// - Throws: ``ONNXExportError`` where a part has no counterpart; ``FileError``.
  public func exportONNX(to path: String) throws { try FileBytes.replace(path, with: onnxGraph().bytes) }

  func onnxGraph() throws -> ONNXBuilder {
    if let reason = reasonAgainstExport { throw ONNXExportError(layer: "the forecaster", reason: reason) }
    var graph = ForecasterGraph(self)
    try graph.build()
    return graph.builder
  }

  /// A graph has one target, and is told nothing of what is ahead. nil: there is none.
  var reasonAgainstExport: String? {
    if configuration.targets.count > 1 { return "it has several targets" }
    if !configuration.statics.isEmpty { return "it reads what is said of whole series" }
    if configuration.calendar != nil { return "it reads the calendar" }
    if let distribution = configuration.distribution { return "it says a distribution, \(distribution.rawValue)" }
    if scaling.footing != nil { return "its forecast leans on a simple one" }
    return configuration.known.isEmpty ? nil : "it reads columns that are known ahead"
  }
}

/// A forecaster on its way to ONNX.
private struct ForecasterGraph {
  private typealias Value = ONNXBuilder.Value

  private let forecaster: Forecaster
  private let configuration: ForecasterConfiguration
  private let unit: WindowUnit
  var builder = ONNXBuilder(name: "forecaster")
  /// The rows before the window that fill its first segment.
  private let before: Int

  init(_ forecaster: Forecaster) {
    (self.forecaster, configuration) = (forecaster, forecaster.configuration)
    unit = forecaster.scaling.unit(of: 0)
    before = configuration.segments * configuration.segment - configuration.window
  }

  mutating func build() throws {
    let names = configuration.allColumns
    let rows = builder.input(
      "input", .float32, [.symbol("batch"), .size(configuration.window), .size(names.count)])
    let own = builder.squeeze(builder.slice(rows, axis: 2, from: 0, to: 1), axis: 2)
    let scale = scale(of: own)
    let scaled = clipped(builder.node("Div", [scale.differences, floor(scale.spread)]))
    let past = past(scaled)
    let features = features(scaled, rows, scale.spread)
    let networks = forecaster.network.networks
    var found: Value?
    for (place, network) in networks.enumerated() {
      let own = try quantiles(network, past, features, prefix: networks.count == 1 ? "" : "\(place).")
      found = found.map { builder.node("Add", [$0, own]) } ?? own
    }
    let mean = networks.count == 1 ? found! : builder.node("Mul", [found!, builder.scalar(1 / Float(networks.count))])
    builder.output(
      unscaled(calibrated(mean), scale), as: "output", .float32,
      [.symbol("batch"), .size(configuration.horizon), .size(configuration.levels.count)])
    builder.note("columns", .array(names.map { .string($0) }))
    builder.note("target", .string(configuration.targets[0]))
    builder.note("quantiles", .array(configuration.levels.map { .number($0) }))
  }

  // MARK: Scaling

  /// As ``WindowScale``, each [batch, 1]; differences [batch, window].
  private struct Scale {
    let level: Value
    let spread: Value
    let differences: Value
    /// Whether logarithms are taken; nil: never.
    let isLogarithmic: Value?
    let least: Value
    let most: Value
  }

  private mutating func scale(of own: Value) -> Scale {
    let level = builder.slice(own, axis: 1, from: -1)
    let (least, most) = (reduced("ReduceMin", own), reduced("ReduceMax", own))
    var differences = builder.node("Sub", [own, level], name: "differences")
    var isLogarithmic: Value?
    if unit.isLogarithmic {
      let one = builder.scalar(1)
      let isPositive = builder.node("Greater", [least, builder.scalar(0)])
      let ratio = builder.node("Div", [own, builder.node("Where", [isPositive, level, one])])
      let logarithms = builder.node("Log", [builder.node("Where", [isPositive, ratio, one])])
      differences = builder.node("Where", [isPositive, logarithms, differences], name: "differences")
      isLogarithmic = isPositive
    }
    let centred = builder.node("Sub", [differences, reduced("ReduceMean", differences)])
    let deviation = builder.node("Sqrt", [reduced("ReduceMean", builder.node("Mul", [centred, centred]))])
    return Scale(
      level: level, spread: spread(of: deviation), differences: differences, isLogarithmic: isLogarithmic,
      least: least, most: most)
  }

  private mutating func spread(of deviation: Value) -> Value {
    guard let usual = unit.usualSpread, usual > 0 else { return deviation }
    let ratio = builder.node("Div", [builder.scalar(Float(usual)), floor(deviation)])
    let root = builder.node("Pow", [ratio, builder.scalar(Float(WindowUnit.share))])
    let factor = builder.node("Clip", [root, builder.scalar(0.25), builder.scalar(4)])
    return builder.node("Mul", [deviation, factor], name: "spread")
  }

  /// What is divided by: the differences are zeros where it would be 0.
  private mutating func floor(_ spread: Value) -> Value {
    builder.node("Max", [spread, builder.scalar(.leastNormalMagnitude)])
  }

  private mutating func clipped(_ numbers: Value) -> Value {
    builder.node("Clip", [numbers, builder.scalar(-20), builder.scalar(20)], name: "scaled")
  }

  private mutating func reduced(_ type: String, _ values: Value) -> Value {
    builder.node(type, [values], [ONNXBuilder.attribute("axes", [1])])
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

  /// [batch, horizon, levels] in the target's own units.
  private mutating func unscaled(_ numbers: Value, _ scale: Scale) -> Value {
    func wide(_ value: Value) -> Value { builder.node("Unsqueeze", [value, builder.integers([2])]) }
    let (level, spread) = (wide(scale.level), wide(scale.spread))
    let differences = builder.node("Mul", [numbers, spread])
    var values = builder.node("Add", [level, differences])
    if let isLogarithmic = scale.isLogarithmic {
      let grown = builder.node("Mul", [level, builder.node("Exp", [differences])])
      values = builder.node("Where", [wide(isLogarithmic), grown, values])
    }
    let height = builder.node(
      "Mul", [builder.node("Sub", [scale.most, scale.least]), builder.scalar(Float(WindowScale.heights))])
    let lowest = wide(builder.node("Sub", [scale.least, height]))
    let highest = wide(builder.node("Add", [scale.most, height]))
    return builder.node("Min", [builder.node("Max", [values, lowest]), highest], name: "forecast")
  }

  // MARK: What networks read

  /// [batch, rows].
  private mutating func past(_ scaled: Value) -> Value {
    guard before > 0 else { return scaled }
    let zeros = builder.constant([Float](repeating: 0, count: before), shape: [1, before], name: "before")
    let first = builder.node("Add", [builder.slice(scaled, axis: 1, from: 0, to: 1), zeros])
    return builder.node("Concat", [first, scaled], [ONNXBuilder.attribute("axis", 1)])
  }

  /// [batch, rows, features].
  private mutating func features(_ scaled: Value, _ rows: Value, _ spread: Value) -> Value {
    let own = builder.node("Unsqueeze", [scaled, builder.integers([2])])
    let zeros = builder.node("Mul", [own, builder.scalar(0)])
    var parts = [own, builder.node("Add", [zeros, builder.scalar(1)]), zeros]
    if !configuration.columns.isEmpty {
      let others = builder.slice(rows, axis: 2, from: 1)
      let differences = builder.node("Sub", [others, builder.slice(others, axis: 1, from: -1)])
      let usual = unit.usualSpread ?? 0
      let factors = forecaster.scaling.deviations.dropFirst().map { Float((usual > 0 ? usual : 1) / $0) }
      let numbers = builder.node(
        "Mul", [differences, builder.constant(factors, shape: [factors.count], name: "scaling.factors")])
      guard usual > 0 else {
        parts.append(clipped(numbers))
        return withRowsBefore(builder.node("Concat", parts, [ONNXBuilder.attribute("axis", 2)]))
      }
      let height = builder.node("Unsqueeze", [floor(spread), builder.integers([2])])
      parts.append(clipped(builder.node("Div", [numbers, height])))
    }
    return withRowsBefore(builder.node("Concat", parts, [ONNXBuilder.attribute("axis", 2)]))
  }

  /// Rows that are not there fill the first segment.
  private mutating func withRowsBefore(_ features: Value) -> Value {
    guard before > 0 else { return features }
    let count = configuration.featureCount
    let row = (0..<count).map { Float($0 == 2 ? 1 : 0) }
    let nothing = builder.constant(
      (0..<before).flatMap { _ in row }, shape: [1, before, count], name: "before.features")
    let first = builder.node(
      "Add",
      [builder.node("Mul", [builder.slice(features, axis: 1, from: 0, to: 1), builder.scalar(0)]), nothing])
    return builder.node("Concat", [first, features], [ONNXBuilder.attribute("axis", 1)])
  }

  // MARK: The network

  /// [batch, horizon, levels].
  private mutating func quantiles(
    _ network: ForecasterNetwork, _ past: Value, _ features: Value, prefix: String
  ) throws -> Value {
    let linear = try builder.dense(network.autoregression, past, name: prefix + "autoregression")
    let raw =
      try network.rnn.map { try remembered(network, $0, features, prefix: prefix) }
      ?? still(network, features, prefix: prefix)
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

  private mutating func still(_ network: ForecasterNetwork, _ features: Value, prefix: String) throws -> Value {
    let found = try builder.dense(
      network.output!, builder.node("Flatten", [features]), name: prefix + "output")
    let distances = builder.constant(network.distances!.value, name: prefix + "distances")
    return builder.node("Add", [builder.node("Unsqueeze", [found, builder.integers([2])]), distances])
  }

  private mutating func remembered(
    _ network: ForecasterNetwork, _ rnn: RecurrentLayer, _ features: Value, prefix: String
  ) throws -> Value {
    let (parts, hidden, levels) = (configuration.parts, configuration.hiddenSize, configuration.levels.count)
    let segments = builder.reshape(
      features, [0, configuration.segments, configuration.segment * configuration.featureCount])
    let read = try builder.dense(network.reading!, segments, name: prefix + "reading")
    let sequence = try builder.recurrent(rnn, read, name: prefix + "rnn")
    let state = repeated(sequence.hidden)
    let places = builder.constant(
      network.places!.value.scalars, shape: [1, parts, hidden], name: prefix + "places")
    // [batch, 1, hidden] of zeros.
    let zeros = builder.node(
      "Mul", [builder.node("Unsqueeze", [sequence.last, builder.integers([1])]), builder.scalar(0)])
    let steps = builder.reshape(builder.node("Add", [zeros, places]), [-1, 1, hidden])
    let cell = sequence.cell.map { repeated($0) }
    let outputs = try builder.recurrent(rnn, steps, hidden: state, cell: cell, name: prefix + "rnn.ahead").last
    let said = try builder.dense(network.output!, outputs, name: prefix + "output")
    return builder.slice(
      builder.reshape(said, [-1, parts * configuration.part, levels]), axis: 1, from: 0, to: configuration.horizon)
  }

  /// [layers, batch, hidden], each row as often as there are segments of the horizon.
  private mutating func repeated(_ state: Value) -> Value {
    let wide = builder.node("Unsqueeze", [state, builder.integers([2])])
    let expanded = builder.node("Expand", [wide, builder.integers([1, 1, configuration.parts, 1])])
    return builder.reshape(expanded, [configuration.layers, -1, configuration.hiddenSize])
  }
}
