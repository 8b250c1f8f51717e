import Recurrent
import Testing

/// What a mask means, for every cell, direction and pattern: the steps that do not count are not there.
@Suite struct MaskTests {
  private let x = Tensor.test([3, 4, 2])

  private func layer(_ cell: Cell, _ direction: Direction, bias: RecurrentBias = .single) -> RecurrentLayer {
    seeded { RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3, direction: direction, bias: bias) }
  }

  private func state(_ layer: RecurrentLayer) -> RecurrentState {
    let hidden = Tensor.test([layer.direction.count, 3, 3], seed: 9)
    return RecurrentState(layers: [.init(hidden: hidden, cell: layer.cell.hasCellState ? hidden * 0.5 : nil)])
  }

  @Test(arguments: MaskPattern.allCases, Cell.allCases)
  func aMaskedBatchIsItsRowsWithoutThoseSteps(_ pattern: MaskPattern, _ cell: Cell) {
    for direction in Direction.allCases {
      let layer = layer(cell, direction)
      let start = state(layer)
      let result = layer(x, state: start, mask: pattern.mask)
      for row in 0..<3 {
        let kept = pattern.steps(ofRow: row)
        let output = result.output.slice(row..<(row + 1), axis: 0)
        for step in 0..<4 where !kept.contains(step) { #expect(output.step(step).scalars.allSatisfy { $0 == 0 }) }
        let begin = start.row(row)
        guard !kept.isEmpty else {
          #expect(result.state.row(row).hidden == begin.hidden && result.state.row(row).cell == begin.cell)
          continue
        }
        let steps = kept.map { x.slice(row..<(row + 1), axis: 0).slice($0..<($0 + 1), axis: 1) }
        let alone = layer(Tensor(concatenating: steps, axis: 1), state: begin)
        let outputs = kept.map { output.slice($0..<($0 + 1), axis: 1) }
        // Other kernels may serve one row: a few units in the last place.
        #expect(Tensor(concatenating: outputs, axis: 1).distance(to: alone.output) < 1e-6)
        #expect(result.state.row(row).hidden.distance(to: alone.state.hidden) < 1e-6)
      }
    }
  }

  @Test(arguments: MaskPattern.allCases, Cell.allCases)
  func gradientsThroughAMask(_ pattern: MaskPattern, _ cell: Cell) throws {
    for (direction, bias) in zip(Direction.allCases, [RecurrentBias.single, .none, .double]) {
      let layer = layer(cell, direction, bias: bias)
      let start = state(layer).layers[0]
      try expectParameterGradients(ParameterStore(layer)) { layer(x, mask: pattern.mask).fingerprint() }
      try expectInputGradients([x, start.hidden, start.cell ?? start.hidden]) { inputs in
        let initial = RecurrentState.Layer(hidden: inputs[1], cell: cell.hasCellState ? inputs[2] : nil)
        return layer(inputs[0], state: RecurrentState(layers: [initial]), mask: pattern.mask).fingerprint()
      }
    }
  }

  /// Dropout's masks are drawn for the row, whichever of its steps count.
  @Test(arguments: Cell.allCases)
  func gradientsThroughAMaskAndDropout(_ cell: Cell) throws {
    let layer = seeded {
      RecurrentLayer(
        cell: cell, inputSize: 2, hiddenSize: 3, direction: .bidirectional, inputDropout: 0.4, recurrentDropout: 0.4)
    }
    let mask = MaskPattern.holes.mask
    let loss = { (x: Tensor) in seeded(4) { withTraining { layer(x, mask: mask).fingerprint() } } }
    #expect(abs(loss(x).item - layer(x, mask: mask).fingerprint().item) > 1e-3)
    try expectParameterGradients(ParameterStore(layer)) { loss(x) }
    try expectInputGradients([x]) { loss($0[0]) }
  }

  @Test func lengthsAreAPrefix() {
    let mask = SequenceMask(lengths: [1, 4, 2], steps: 4)
    #expect(mask == MaskPattern.after.mask)
    #expect(mask.isPrefix && !mask.isComplete && mask.lengths == [1, 4, 2])
    #expect(MaskPattern.nowhere.mask.isComplete && !MaskPattern.before.mask.isPrefix)
    let layer = layer(.lstm, .forward)
    #expect(layer(x, mask: mask).output == layer(x, lengths: [1, 4, 2]).output)
  }

  @Test func masksComeFromTokensAndFromNumbers() {
    #expect(SequenceMask(IndexTensor([[0, 0, 7, 1]])).counts == [false, false, true, true])
    #expect(SequenceMask(IndexTensor([[0, 7, 7, 1]]), padding: 7).counts == [true, false, false, true])
    // A step is padding only where all of it is.
    let numbers = Tensor([[[0, 0], [0, 1], [-9, -9]]])
    #expect(SequenceMask(numbers).counts == [false, true, true])
    let (output, mask) = Masking(padding: -9)(numbers)
    #expect(mask.counts == [true, true, false])
    #expect(output == Tensor([[[0, 0], [0, 1], [0, 0]]]))
  }

  @Test func maskingPassesTheGradientOfWhatCounts() {
    let x = Tensor([[[0.5, 0], [0, 0.25]], [[1, 2], [-9, -9]]])
    let (_, found) = gradients(at: [x]) { Masking(padding: -9)($0[0]).output.sum() }
    #expect(found[0] == Tensor([[[1, 1], [1, 1]], [[1, 1], [0, 0]]]))
  }
}

extension RecurrentState {
  fileprivate func row(_ row: Int) -> RecurrentState {
    RecurrentState(
      layers: layers.map { layer in
        Layer(
          hidden: layer.hidden.slice(row..<(row + 1), axis: 1), cell: layer.cell?.slice(row..<(row + 1), axis: 1))
      })
  }
}
