import Recurrent
import Testing

/// Stacks whose layers go on from some steps before (Chang et al. 2017).
@Suite struct DilationTests {
  private let dilations = [1, 2, 3]

  private func stack(_ cell: Cell, dropout: Float = 0) -> RecurrentLayer {
    seeded {
      RecurrentLayer(
        cell: cell, inputSize: 2, hiddenSize: 3, layers: 3, inputDropout: dropout, recurrentDropout: dropout,
        dilations: dilations)
    }
  }

  /// h(t) = f(x(t), h(t - d)), a step and a layer at a time.
  private func naive(_ stack: RecurrentLayer, _ x: Tensor) -> Tensor {
    var sequence = (0..<x.shape[1]).map { x.slice($0..<($0 + 1), axis: 1) }
    for (level, dilation) in dilations.enumerated() {
      let layer = RecurrentLayer(cell: stack.cell, inputSize: level == 0 ? 2 : 3, hiddenSize: 3)
      for (to, from) in zip(layer.parameters, stack.parameters[(4 * level)..<(4 * level + 4)]) { to.value = from.value }
      var states: [RecurrentState] = []
      sequence = sequence.enumerated().map { step, x in
        let result = layer(x, state: step >= dilation ? states[step - dilation] : nil)
        states.append(result.state)
        return result.output
      }
    }
    return Tensor(concatenating: sequence, axis: 1)
  }

  @Test(arguments: Cell.allCases, [1, 2, 3, 4, 7])
  func itIsTheNaiveFormula(_ cell: Cell, _ time: Int) {
    let (stack, x) = (stack(cell), Tensor.test([2, time, 2]))
    let result = stack(x)
    // Batches of other sizes may be multiplied in another order: a few units in the last place.
    #expect(result.output.distance(to: naive(stack, x)) < 1e-6)
    #expect(result.last.distance(to: result.output.slice((time - 1)..<time, axis: 1).reshaped([2, 3])) == 0)
  }

  /// Wherever it is cut, and whatever each row's length.
  @Test(arguments: Cell.allCases)
  func piecesAreTheWhole(_ cell: Cell) {
    let (stack, x) = (stack(cell), Tensor.test([2, 9, 2]))
    let whole = stack(x)
    for cut in 1..<9 {
      let first = stack(x.slice(0..<cut, axis: 1))
      let second = stack(x.slice(cut..<9, axis: 1), state: first.state)
      #expect(second.output.distance(to: whole.output.slice(cut..<9, axis: 1)) < 1e-6, "\(cut)")
      for (a, b) in zip(second.state.layers, whole.state.layers) { #expect(a.hidden.distance(to: b.hidden) < 1e-6) }
    }
    let lengths = [2, 7]
    let padded = stack(x, lengths: lengths)
    for (row, length) in lengths.enumerated() {
      let alone = stack(x.slice(row..<(row + 1), axis: 0).slice(0..<length, axis: 1))
      #expect(
        padded.output.slice(row..<(row + 1), axis: 0).slice(0..<length, axis: 1).distance(to: alone.output) < 1e-6)
      #expect(padded.last.slice(row..<(row + 1), axis: 0).distance(to: alone.last) < 1e-6)
      for (a, b) in zip(padded.state.rows(at: [row]).layers, alone.state.layers) {
        #expect(a.hidden.distance(to: b.hidden) < 1e-6)
      }
    }
  }

  @Test(arguments: Cell.allCases)
  func gradients(_ cell: Cell) throws {
    let (stack, x) = (stack(cell, dropout: 0.3), Tensor.test([2, 5, 2]))
    let loss = { (x: Tensor) in
      seeded(4) {
        withTraining {
          let result = stack(x, lengths: [5, 3])
          return result.output.fingerprint() + result.last.fingerprint()
        }
      }
    }
    try expectParameterGradients(ParameterStore(stack)) { loss(x) }
    try expectInputGradients([x]) { loss($0[0]) }
    let state = Tensor.test([1, 2, 9], seed: 9)
    try expectInputGradients([state]) { inputs in
      var initial = stack.initialState(batch: 2)
      initial.layers[2].hidden = inputs[0]
      return stack(x, state: initial).output.fingerprint()
    }
  }

  @Test func aDilationOfOneIsNone() {
    let (plain, same) = (
      seeded { LSTM(inputSize: 2, hiddenSize: 3, layers: 2) },
      seeded { LSTM(inputSize: 2, hiddenSize: 3, layers: 2, dilations: [1, 1]) }
    )
    #expect(plain(.test([2, 5, 2])).output == same(.test([2, 5, 2])).output)
    #expect(GRU(inputSize: 2, hiddenSize: 3, dilations: [4]).initialState(batch: 2).hidden.shape == [1, 2, 12])
  }
}
