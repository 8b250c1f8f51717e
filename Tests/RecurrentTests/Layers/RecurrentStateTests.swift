import Recurrent
import Testing

@Suite struct RecurrentStateTests {
  /// Rows of a batch run together are the rows run by themselves, their states put together and taken apart.
  @Test(arguments: [Direction.forward, .bidirectional], [Cell.lstm, .gruResetAfter])
  func statesAreStackedAndChosen(_ direction: Direction, _ cell: Cell) {
    let layer = seeded { RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3, layers: 2, direction: direction) }
    let states = (0..<3).map { layer(Tensor.test([1 + $0, 4, 2], seed: UInt64($0))).state }
    let stacked = RecurrentState(stacking: states)
    #expect(stacked.batch == 6)
    for (rows, state) in zip([[0], [1, 2], [3, 4, 5]], states) {
      let chosen = stacked.rows(at: rows)
      #expect(chosen.hidden == state.hidden && chosen.cell == state.cell)
    }
    let x = Tensor.test([6, 1, 2], seed: 9)
    let mixed = [5, 0, 0, 3]
    let y = layer(x, state: stacked).output
    let z = layer(x.rows(at: IndexTensor(mixed.map(Int32.init))), state: stacked.rows(at: mixed)).output
    for (place, row) in mixed.enumerated() {
      // Other numbers of rows may be multiplied in another order: a few units in the last place.
      #expect(z.slice(place..<(place + 1), axis: 0).distance(to: y.slice(row..<(row + 1), axis: 0)) < 1e-6)
    }
  }
}
