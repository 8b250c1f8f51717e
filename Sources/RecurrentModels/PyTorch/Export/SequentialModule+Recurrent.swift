import RecurrentLayers
import RecurrentTraining

extension SequentialModule {
  mutating func recurrent(
    _ specification: RecurrentSpecification, _ layer: RecurrentLayer, name: String
  ) throws {
    let wasTurned = mask?.hidesFirst == true
    putHiddenLast()
    let last = try run(layer, backwards: specification.goBackwards, as: "x", name: name)
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
    _ layer: RecurrentLayer, backwards: Bool, as y: String, name: String
  ) throws -> String {
    if backwards, mask != nil { torch.use(.flipped) }
    let x = !backwards ? "x" : mask == nil ? "x.flip(1)" : "flipped(x, lengths)"
    return try torch.recurrent(layer, x, lengths: mask.map { _ in "lengths" }, as: y, name: name)
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
