import RecurrentFoundation
import RecurrentKernels
import RecurrentLayers
import RecurrentTraining

/// Keras's recurrent layers, their cells and their wrapper.
enum KerasRecurrentReader {
  /// `LSTM`, `GRU` or `SimpleRNN`, whose own options and their cells' stand side by side; `CuDNNLSTM` and `CuDNNGRU`, whose
  /// functions are always tanh and sigmoid, and whose GRU resets after.
  static func layer(_ object: KerasObject) throws(ForeignModelError) -> RecurrentSpecification {
    let isCuDNN = object.className.hasPrefix("CuDNN")
    var specification = try cell(object, kind: isCuDNN ? String(object.className.dropFirst(5)) : object.className)
    if isCuDNN {
      specification.recurrentActivation = .sigmoid
      if specification.cell == .gruResetBefore { specification.cell = .gruResetAfter }
    }
    try takeOptions(of: object, into: &specification)
    return specification
  }

  /// `RNN` of one cell or of `StackedRNNCells`: a layer for each cell, of which the last says what goes on.
  static func stackedCells(_ object: KerasObject) throws(ForeignModelError) -> KerasLayer {
    guard let cell = try object.inner("cell") else { throw object.unsupported("cell: missing") }
    var cells = [cell]
    if cell.className == "StackedRNNCells" {
      cells = []
      for value in cell.config["cells"]?.elements ?? [] {
        cells.append(try KerasObject(value, major: object.major, path: object.path))
      }
      try object.require(!cells.isEmpty, "cell", "a stack without cells")
    }
    var counts: [String: Int] = [:]
    var specifications: [RecurrentSpecification] = []
    var groups: [String] = []
    for own in cells {
      guard own.className.hasSuffix("Cell") else { throw own.unsupported("not a cell that is here") }
      var specification = try self.cell(own, kind: String(own.className.dropLast("Cell".count)))
      try takeOptions(of: object, into: &specification)
      // A stack goes from cell to cell at each step: backwards it is turned once, at the first.
      if !specifications.isEmpty { specification.goBackwards = false }
      specifications.append(specification)
      let name = own.className.snakeCased
      groups.append(cell.className == "StackedRNNCells" ? "cell/cells/" + KerasNames.numbered(name, &counts) : "cell")
    }
    for index in specifications.indices.dropLast() { specifications[index].returnSequences = true }
    return KerasLayer(object, specifications, cells: groups)
  }

  static func bidirectional(_ object: KerasObject) throws(ForeignModelError) -> BidirectionalSpecification {
    guard let forward = try object.inner("layer") else { throw object.unsupported("layer: missing") }
    guard ["LSTM", "GRU", "SimpleRNN", "CuDNNLSTM", "CuDNNGRU"].contains(forward.className) else {
      throw object.unsupported("layer: \(forward.className) in both directions is not here")
    }
    let modes: [String: Bidirectional.MergeMode] = [
      "concat": .concatenate, "sum": .sum, "mul": .multiply, "ave": .average,
    ]
    guard let mode = modes[object.config["merge_mode"]?.string ?? "none"] else {
      throw object.unsupported("merge_mode: two outputs do not go into the next layer")
    }
    var specification: BidirectionalSpecification = .bidirectional(try layer(forward), mergeMode: mode)
    specification.layer.zeroOutputForMask = true
    if let backward = try object.inner("backward_layer") {
      var own = try layer(backward)
      own.zeroOutputForMask = true
      // The usual backward layer is the forward one turned round.
      var turned = specification.layer
      turned.goBackwards = true
      if !own.isSame(as: turned) { specification.backwardLayer = own }
    }
    return specification
  }

  /// The options that a cell has.
  private static func cell(_ object: KerasObject, kind: String) throws(ForeignModelError) -> RecurrentSpecification {
    let (units, useBias) = (try object.size("units"), object.flag("use_bias", true))
    let activation = try elementwise(object, "activation", default: "tanh")
    // Before 2.3 a gate was a hard sigmoid unless another was said; a file always says.
    let gates = try elementwise(object, "recurrent_activation", default: object.major < 3 ? "hard_sigmoid" : "sigmoid")
    let (dropout, recurrentDropout) = (object.float("dropout", 0), object.float("recurrent_dropout", 0))
    switch kind {
    case "LSTM":
      return .lstm(
        units, activation: activation, recurrentActivation: gates, useBias: useBias, dropout: dropout,
        recurrentDropout: recurrentDropout)
    case "GRU":
      return .gru(
        units, activation: activation, recurrentActivation: gates, useBias: useBias, dropout: dropout,
        recurrentDropout: recurrentDropout, resetAfter: object.flag("reset_after", object.major >= 3))
    case "SimpleRNN":
      return .simpleRNN(
        units, activation: activation, useBias: useBias, dropout: dropout, recurrentDropout: recurrentDropout)
    default: throw object.unsupported("a cell that is not here")
    }
  }

  private static func elementwise(
    _ object: KerasObject, _ option: String, default name: String
  ) throws(ForeignModelError) -> Activation {
    guard case .elementwise(let activation) = try object.activation(option, default: name) else {
      throw object.unsupported("\(option): not of a cell here")
    }
    return activation
  }

  /// The options that a layer has around its cell.
  private static func takeOptions(
    of object: KerasObject, into specification: inout RecurrentSpecification
  ) throws(ForeignModelError) {
    // A dead option: it goes by where it says what is done anyway.
    try object.require(!object.flag("time_major"), "time_major", "sequences are [batch, time, features] here")
    specification.returnSequences = object.flag("return_sequences")
    specification.goBackwards = object.flag("go_backwards")
    specification.stateful = object.flag("stateful")
    specification.zeroOutputForMask = object.flag("zero_output_for_mask")
  }
}

extension RecurrentSpecification {
  fileprivate func isSame(as other: RecurrentSpecification) -> Bool {
    cell == other.cell && units == other.units && activation == other.activation
      && recurrentActivation == other.recurrentActivation && useBias == other.useBias
      && returnSequences == other.returnSequences && goBackwards == other.goBackwards && stateful == other.stateful
      && dropout == other.dropout && recurrentDropout == other.recurrentDropout
  }
}
