import RecurrentLayers
import RecurrentTraining

extension SequentialModule {
  mutating func recurrent(
    _ specification: RecurrentSpecification, _ layer: RecurrentLayer, name: String
  ) throws {
    let wasTurned = mask?.hidesFirst == true
    putHiddenLast()
    let initial = try specification.firstState.map { try declare($0, name: name) }
    let last = try run(layer, backwards: specification.goBackwards, initial: initial, as: "x", name: name)
    guard specification.returnSequences else { return set(last) }
    // A layer that goes backwards gives its outputs in the order in which they were made.
    if mask != nil, wasTurned != specification.goBackwards { return putHiddenFirst() }
    if !specification.zeroOutputForMask, mask != nil {
      torch.use(.counted)
      set("torch.where(counted(x, lengths), x, \(last).unsqueeze(1))")
    }
  }

  /// A layer of one direction; in reverse it reads from each row's end, and gives its outputs in that order.
  private mutating func run(
    _ layer: RecurrentLayer, backwards: Bool, initial: String? = nil, as y: String, name: String
  ) throws -> String {
    if backwards, mask != nil { torch.use(.flipped) }
    let x = !backwards ? "x" : mask == nil ? "x.flip(1)" : "flipped(x, lengths)"
    return try torch.recurrent(layer, x, lengths: mask.map { _ in "lengths" }, initial: initial, as: y, name: name)
  }

  /// What each row starts with, as an expression.
  private mutating func declare(_ state: RecurrentSpecification.FirstState, name: String) throws -> String {
    guard mask == nil else {
      throw TorchExportError(layer: name, reason: "sequences start with its own state, and not all steps count")
    }
    func rows(_ numbers: [Float], _ part: String) -> String {
      let values = torch.declare("\(name).\(part)", fixed: Tensor(shape: [1, 1, numbers.count], scalars: numbers))
      return "\(values).repeat(1, x.shape[0], 1)"
    }
    let hidden = rows(state.hidden, "first_hidden")
    return state.cell.map { "(\(hidden), \(rows($0, "first_cell")))" } ?? hidden
  }

  mutating func bidirectional(
    _ specification: BidirectionalSpecification, _ layer: Bidirectional, name: String
  ) throws {
    let wasTurned = mask?.hidesFirst == true
    putHiddenLast()
    let all = specification.layer.returnSequences
    if layer.layers.count == 1 {
      let last = try torch.recurrent(layer.layers[0], "x", lengths: mask.map { _ in "lengths" }, name: name)
      if !all { set(last) }
      if specification.mergeMode != .concatenate { torch.line("a, b = x.chunk(2, -1)") }
    } else {
      let forward = try run(layer.layers[0], backwards: false, as: "a", name: name + ".forward")
      if !all { torch.line("a = \(forward)") }
      let backward = try run(layer.layers[1], backwards: true, as: "b", name: name + ".backward")
      torch.line("b = \(!all ? backward : mask == nil ? "b.flip(1)" : "flipped(b, lengths)")")
    }
    switch specification.mergeMode {
    case .concatenate: if layer.layers.count == 2 { set("torch.cat([a, b], -1)") }
    case .sum: set("a + b")
    case .multiply: set("a * b")
    case .average: set("(a + b) / 2")
    }
    if wasTurned, all { putHiddenFirst() }
  }

  /// Rows as a layer has them.
  mutating func putHiddenLast() {
    guard mask?.hidesFirst == true else { return }
    torch.use(.flipped)
    set("flipped(x.flip(1), lengths)")
    mask?.hidesFirst = false
  }

  /// The way back.
  private mutating func putHiddenFirst() {
    torch.use(.flipped)
    set("flipped(x, lengths).flip(1)")
    mask?.hidesFirst = true
  }
}
