/// Branches and loops. They are gone from a plan: which way they go follows from shapes and known numbers, or the model
/// runs node by node.
enum ControlOperators {
  @Sendable static func branch(_ call: NodeCall) throws -> [GraphValue?] {
    let isTrue = try call.floats(0).first.map { $0 != 0 } ?? false
    return try call.compiler.compile(try call.graph(isTrue ? "then_branch" : "else_branch"), inputs: [])
  }

  /// More than any real loop has; one of a broken file would never end.
  private static let mostIterations = 1 << 20

  @Sendable static func loop(_ call: NodeCall) throws -> [GraphValue?] {
    let body = try call.graph("body")
    let trips = call.has(0) ? try call.integers(0).first ?? 0 : Int.max
    var condition = call.has(1) ? try call.floats(1).first != 0 : true
    var carried = try (2..<max(2, call.inputs.count)).map { try call.any($0) }
    var collected: [[View]] = []
    var trip = 0
    while trip < trips, condition {
      guard trip < mostIterations else { throw NodeError("it goes on for more than \(mostIterations) rounds") }
      let inputs = [GraphValue(.constant([trip], shape: [])), truth(condition)] + carried
      let outputs = try call.compiler.compile(body, inputs: inputs)
      guard outputs.count > carried.count else { throw NodeError("its body has \(outputs.count) outputs") }
      condition = try call.known(outputs[0])
      carried = Array(outputs[1...carried.count])
      collect(outputs.dropFirst(1 + carried.count), into: &collected, call)
      trip += 1
    }
    guard trip > 0 else {
      return try carried + body.declaredOutputs.dropFirst(1 + carried.count).map { try none(of: $0, call) }
    }
    return try carried + collected.map { try stacked($0, axis: 0, isReversed: false, call) }
  }

  /// What a loop without rounds collects, which its body has to say.
  private static func none(of output: ONNXPort, _ call: NodeCall) throws -> GraphValue {
    let sizes = output.shape?.compactMap { dimension -> Int? in
      if case .size(let size) = dimension { size } else { nil }
    }
    guard let type = output.elementType, let sizes, sizes.count == output.shape?.count else {
      throw NodeError("it has no rounds, and its body does not say the shape of \(output.name.quoted)")
    }
    return GraphValue(call.allocate([0] + sizes, type))
  }

  /// A loop over an axis of its last inputs.
  @Sendable static func scan(_ call: NodeCall) throws -> [GraphValue?] {
    guard call.version >= 9 else { return try scanOfBatches(call) }
    let body = try call.graph("body")
    let scannedCount = call.integer("num_scan_inputs", default: 0)
    let stateCount = call.inputs.count - scannedCount
    guard scannedCount > 0, stateCount >= 0 else { throw NodeError("num_scan_inputs is \(scannedCount)") }
    func option(_ name: String, _ index: Int) -> Int {
      let values = call.integers(name) ?? []
      return values.indices.contains(index) ? values[index] : 0
    }
    let scanned = try (stateCount..<call.inputs.count).map { try call.view($0) }
    let axes = try scanned.indices.map {
      try call.axis(option("scan_input_axes", $0), rank: scanned[$0].rank)
    }
    let length = scanned[0].shape[axes[0]]
    func isReversed(_ name: String, _ index: Int) -> Bool { option(name, index) != 0 }
    var states = try (0..<stateCount).map { try call.value($0) }
    var collected: [[View]] = []
    for step in 0..<length {
      let elements = scanned.indices.map { index in
        let place = isReversed("scan_input_directions", index) ? length - 1 - step : step
        let value = GraphValue(scanned[index].element(place, axis: axes[index]))
        value.origins = call.inputs[stateCount + index]!.origins
        return value
      }
      let outputs = try call.compiler.compile(body, inputs: states + elements)
      guard outputs.count >= stateCount else { throw NodeError("its body has \(outputs.count) outputs") }
      states = Array(outputs[..<stateCount])
      collect(outputs.dropFirst(stateCount), into: &collected, call)
    }
    return try states
      + collected.enumerated().map { index, parts in
        return try stacked(
          parts, axis: option("scan_output_axes", index), isReversed: isReversed("scan_output_directions", index), call)
      }
  }

  /// That of version 8: all have a batch first, and each row is a loop of its own over the axis behind it.
  private static func scanOfBatches(_ call: NodeCall) throws -> [GraphValue?] {
    guard !call.has(0) else {
      throw NodeError.unsupported("rows of several lengths, in version 8 of it, are not known")
    }
    let (body, scannedCount) = (try call.graph("body"), call.integer("num_scan_inputs", default: 0))
    let stateCount = call.inputs.count - 1 - scannedCount
    guard scannedCount > 0, stateCount >= 0 else { throw NodeError("num_scan_inputs is \(scannedCount)") }
    let given = try call.inputs.indices.dropFirst().map { try call.view($0) }
    guard given.allSatisfy({ $0.rank > 0 && $0.shape[0] == given[0].shape[0] }),
      given.suffix(scannedCount).allSatisfy({ $0.rank > 1 && $0.shape[1] == given[stateCount].shape[1] })
    else { throw NodeError("inputs of \(given.map(\.shape)): their batches or steps differ") }
    let length = given[stateCount].shape[1]
    let directions = call.integers("directions") ?? []
    var rows: [[View]] = []
    for row in 0..<given[0].shape[0] {
      var states = given.prefix(stateCount).map { GraphValue($0.element(row, axis: 0)) }
      var collected: [[View]] = []
      for step in 0..<length {
        let elements = given.dropFirst(stateCount).enumerated().map { index, view in
          let isReversed = directions.indices.contains(index) && directions[index] != 0
          return GraphValue(view.element(row, axis: 0).element(isReversed ? length - 1 - step : step, axis: 0))
        }
        let outputs = try call.compiler.compile(body, inputs: states + elements)
        guard outputs.count >= stateCount else { throw NodeError("its body has \(outputs.count) outputs") }
        states = Array(outputs[..<stateCount])
        collect(outputs.dropFirst(stateCount), into: &collected, call)
      }
      let stacks = try collected.map { try stacked($0, axis: 0, isReversed: false, call) }
      rows.append((states + stacks).map { call.compiler.view(of: $0) })
    }
    return try (rows.first ?? []).indices.map { index in
      try stacked(rows.map { $0[index] }, axis: 0, isReversed: false, call)
    }
  }

  private static func truth(_ value: Bool) -> GraphValue {
    GraphValue(.constant([value ? 1 : 0 as Float], shape: [], type: .bool))
  }

  private static func collect(_ outputs: ArraySlice<GraphValue>, into collected: inout [[View]], _ call: NodeCall) {
    if collected.isEmpty { collected = outputs.map { _ in [] } }
    for (index, output) in outputs.enumerated() { collected[index].append(call.compiler.view(of: output)) }
  }

  /// The rounds' values along a new axis.
  private static func stacked(_ parts: [View], axis: Int, isReversed: Bool, _ call: NodeCall) throws -> GraphValue {
    guard let first = parts.first else { throw NodeError("it has no rounds") }
    let axis = try call.axis(axis, rank: first.rank + 1)
    var shape = first.shape
    shape.insert(parts.count, at: axis)
    let result = call.allocate(shape, first.type)
    for (index, part) in (isReversed ? parts.reversed() : parts).enumerated() {
      guard part.shape == first.shape, part.storage == first.storage else {
        throw NodeError("what it collects changes its shape")
      }
      call.compiler.copy(part, to: result.element(index, axis: axis))
    }
    return GraphValue(result)
  }
}

extension NodeCall {
  /// A truth value that must be known.
  fileprivate func known(_ value: GraphValue) throws -> Bool {
    guard let view = value.constant else { throw UnknownValue(origins: value.origins) }
    guard view.storage == .float else { throw NodeError("its condition is no truth value") }
    return view.floats.first != 0
  }
}
