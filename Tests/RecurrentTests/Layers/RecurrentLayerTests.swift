import Foundation
import Recurrent
import Testing

/// What holds for every cell, whatever its formulas. Where kernels of other sizes run, sums may be ordered differently:
/// a few units in the last place of numbers below 1, 1e-6 in all.
@Suite struct RecurrentLayerTests {
  private let x = Tensor.test([3, 5, 2])

  private func layer(
    _ cell: Cell, layers: Int = 2, direction: Direction = .forward, isStateful: Bool = false
  ) -> RecurrentLayer {
    seeded {
      RecurrentLayer(
        cell: cell, inputSize: 2, hiddenSize: 4, layers: layers, direction: direction, isStateful: isStateful)
    }
  }

  @Test(arguments: Cell.allCases)
  func shapes(_ cell: Cell) {
    let result = layer(cell, layers: 3, direction: .bidirectional)(x)
    #expect(result.output.shape == [3, 5, 8])
    #expect(result.last.shape == [3, 8])
    // PyTorch's h_n: layers times directions, batch, hidden size.
    #expect(result.state.hidden.shape == [6, 3, 4])
    #expect(result.state.cell?.shape == (cell == .lstm ? [6, 3, 4] : nil))
  }

  @Test(arguments: Cell.allCases)
  func zerosAreTheDefaultState(_ cell: Cell) {
    let layer = layer(cell, direction: .bidirectional)
    #expect(layer(x, state: layer.initialState(batch: 3)).output == layer(x).output)
  }

  @Test(arguments: Cell.allCases)
  func aStatefulLayerInWindowsIsTheWholeSequence(_ cell: Cell) {
    let whole = layer(cell)(x)
    let stateful = layer(cell, isStateful: true)
    let windows = [0..<2, 2..<3, 3..<5].map { stateful(x.slice($0, axis: 1)).output }
    #expect(Tensor(concatenating: windows, axis: 1).distance(to: whole.output) < 1e-6)
    #expect(stateful.state?.hidden.distance(to: whole.state.hidden) ?? 1 < 1e-6)
    stateful.resetState()
    #expect(stateful.state == nil)
    #expect(stateful(x).output.distance(to: whole.output) < 1e-6)
    // Not the state that it has come to by now.
    stateful.resetState()
    stateful.state = whole.state
    #expect(stateful(x).output.distance(to: layer(cell)(x, state: whole.state).output) < 1e-6)
    #expect(stateful.state?.hidden != whole.state.hidden)
  }

  @Test func aLayerThatIsNotStatefulForgets() {
    let layer = layer(.lstm)
    #expect(layer(x).output == layer(x).output)
    #expect(layer.state == nil)
  }

  @Test(arguments: Cell.allCases)
  func theGradientStopsAtTheWindow(_ cell: Cell) throws {
    let (first, second) = (x.slice(0..<2, axis: 1), x.slice(2..<5, axis: 1))
    let stateful = layer(cell, isStateful: true)
    let store = ParameterStore(stateful)
    try store.withGradients { stateful(first).output.fingerprint() }
    try store.withGradients { stateful(second).output.fingerprint() }
    let truncated = store.parameters.map { $0.parameter.gradient }
    // The same as with the first window's state as a constant.
    let plain = layer(cell)
    let plainStore = ParameterStore(plain)
    let state = plain(first).state
    try plainStore.withGradients { plain(second, state: state).output.fingerprint() }
    for (a, b) in zip(truncated, plainStore.parameters) {
      #expect(try #require(a).distance(to: #require(b.parameter.gradient)) < 1e-5)
    }
  }

  @Test(arguments: Cell.allCases, [Direction.forward, .reverse, .bidirectional])
  func aPaddedBatchIsItsRowsOneByOne(_ cell: Cell, _ direction: Direction) {
    let layer = layer(cell, direction: direction)
    let lengths = [5, 2, 3]
    let batch = layer(x, lengths: lengths)
    for (row, length) in lengths.enumerated() {
      let alone = layer(x.slice(row..<(row + 1), axis: 0).slice(0..<length, axis: 1))
      let inBatch = batch.output.slice(row..<(row + 1), axis: 0)
      #expect(inBatch.slice(0..<length, axis: 1).distance(to: alone.output) < 1e-6)
      #expect(batch.last.slice(row..<(row + 1), axis: 0).distance(to: alone.last) < 1e-6)
      if length < 5 { #expect(inBatch.slice(length..<5, axis: 1).scalars.allSatisfy { $0 == 0 }) }
    }
  }

  @Test func theLastOutputIsTheFinalState() {
    let result = layer(.gruResetAfter)(x)
    #expect(result.last == result.output.step(4))
  }

  @Test func packedWeightsFollowTheParameters() throws {
    let layer = layer(.lstm)
    let store = ParameterStore(layer)
    let before = layer(x).output
    #expect(layer(x).output == before)
    let saved = store.values
    store.values = saved * 0.5
    let halved = layer(x).output
    #expect(halved.distance(to: before) > 0.01)
    store.values = saved
    #expect(layer(x).output == before)
    try store.withGradients { layer(x).output.fingerprint() }
    try SGD(store, learningRate: 0.1).step()
    #expect(layer(x).output.distance(to: before) > 1e-4)
  }

  @Test func theStateSurvivesCoding() throws {
    let state = layer(.lstm)(x).state
    let copy = try JSONDecoder().decode(RecurrentState.self, from: JSONEncoder().encode(state))
    #expect(copy.hidden == state.hidden && copy.cell == state.cell)
  }

  @Test func otherThreadsSameBits() {
    let layer = layer(.lstm, direction: .bidirectional)
    let one = withCompute(Compute(threads: 1)) { layer(x) }
    let three = withCompute(Compute(threads: 3)) { layer(x) }
    #expect(one.output == three.output)
  }
}
