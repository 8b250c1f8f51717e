import Recurrent
import Testing

/// Parts, joins and reductions: values and gradients.
@Suite struct PartTests {
  private let x = Tensor(shape: [2, 3, 4], scalars: (0..<24).map(Float.init))

  @Test func partsAlongAnyAxis() {
    #expect(x.slice(1..<3, axis: 1).scalars == [4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23])
    #expect(x.slice(1..<2, axis: 0).scalars == Array(12..<24).map(Float.init))
    #expect(x.slice(0..<0, axis: -1).shape == [2, 3, 0])
    #expect(x.part(2, axis: -1).scalars == [2, 6, 10, 14, 18, 22])
    #expect(x.part(2, axis: -1).shape == [2, 3])
    #expect(x.step(1).scalars == [4, 5, 6, 7, 16, 17, 18, 19])
    for axis in [0, 1, 2, -1] {
      let parts = x.unstacked(axis: axis)
      #expect(parts.count == x.shape[(axis + 3) % 3])
      #expect(parts[1] == x.part(1, axis: axis))
      #expect(Tensor(stacking: parts, axis: axis) == x)
    }
  }

  @Test func aViewIsAValue() {
    var part = x.slice(1..<2, axis: 0)
    part[0, 0, 0] = -1
    #expect(x[1, 0, 0] == 12)
    #expect(part[0, 0, 0] == -1)
    var whole = x
    let before = whole.slice(0..<1, axis: 0)
    whole[0, 0, 0] = 99
    #expect(before[0, 0, 0] == 0)
  }

  @Test func joinsAndOtherShapes() {
    let row = Tensor([1, 2])
    #expect(Tensor(stacking: [row, row * 2]).scalars == [1, 2, 2, 4])
    #expect(Tensor(stacking: [row, row * 2], axis: 1).scalars == [1, 2, 2, 4])
    #expect(Tensor(stacking: [row, Tensor([5, 6])], axis: -1).scalars == [1, 5, 2, 6])
    #expect(row.padded(axis: 0, before: 1, after: 2, with: 7).scalars == [7, 1, 2, 7, 7])
    #expect(row.expandingAxis(-1).shape == [2, 1])
    #expect(row.expandingAxis(0).squeezingAxis(0) == row)
    #expect(x.permuted([2, 0, 1])[3, 1, 2] == x[1, 2, 3])
    #expect(x.permuted([2, 0, 1]).shape == [4, 2, 3])
    #expect(x.transposed()[1, 3, 2] == x[1, 2, 3])
    #expect(row.broadcast(to: [3, 2]).scalars == [1, 2, 1, 2, 1, 2])
  }

  @Test func sumsAndExtremes() {
    #expect(x.sum(axes: 1).scalars == [12, 15, 18, 21, 48, 51, 54, 57])
    #expect(x.sum(axes: 0, 2, keepingAxes: true).shape == [1, 3, 1])
    #expect(x.sum(axes: 0, 2).scalars == [60, 92, 124])
    #expect(x.mean(axes: -1).scalars == [1.5, 5.5, 9.5, 13.5, 17.5, 21.5])
    #expect(x.max(axis: 1).scalars == [8, 9, 10, 11, 20, 21, 22, 23])
    #expect(x.min(axis: -1, keepingAxes: true).shape == [2, 3, 1])
    #expect(Tensor([1, .nan, 3]).max(axis: 0).item.isNaN)
    let ties = gradients(at: [Tensor([2, 5, 5])]) { $0[0].max(axis: 0) }.gradients[0]
    #expect(ties.scalars == [0, 1, 0])
  }

  @Test func rowsAndElementsByIndex() {
    let table = Tensor([[1, 2], [3, 4], [5, 6]])
    #expect(table.rows(at: IndexTensor([2, 0, 2])).scalars == [5, 6, 1, 2, 5, 6])
    #expect(x.rows(at: IndexTensor([1])).shape == [1, 3, 4])
    #expect(table.gathered(at: IndexTensor([1, 0, 1])).scalars == [2, 3, 6])
    #expect(table.scatteredRows(to: IndexTensor([1, 1, 0]), count: 3).scalars == [5, 6, 4, 6, 0, 0])
  }

  @Test func gradientsGoToTheParts() throws {
    let x = Tensor.test([2, 3, 4])
    try expectInputGradients([x]) { inputs in
      let x = inputs[0]
      let steps = x.unstacked(axis: 1)
      let joined = Tensor(stacking: [steps[2], steps[0] * steps[0]], axis: 2)
      let parts = x.slice(1..<3, axis: 2).fingerprint() + x.step(1).fingerprint() + x.part(1, axis: 0).fingerprint()
      return joined.fingerprint() + parts + x.permuted([1, 2, 0]).fingerprint()
    }
    try expectInputGradients([x]) { inputs in
      let x = inputs[0]
      let sums = x.sum(axes: 1).fingerprint() + x.mean(axes: 0, 2).fingerprint()
      return sums + x.padded(axis: 1, before: 2, after: 1).fingerprint() + x.reversedInTime().fingerprint()
    }
    try expectInputGradients([x.reshaped([6, 4])]) { inputs in
      let x = inputs[0]
      return x.rows(at: IndexTensor([1, 4, 1])).fingerprint()
        + x.gathered(at: IndexTensor([0, 1, 2, 3, 0, 1])).fingerprint()
        + x.scatteredRows(to: IndexTensor([2, 0, 0, 1, 2, 2]), count: 4).fingerprint()
        + x.slice(0..<2, axis: 0).repeatedInTime(3).fingerprint()
    }
  }

  /// Numbers further apart than differences reach.
  @Test func gradientsGoToTheExtremes() throws {
    let x = Tensor(shape: [2, 3, 4], scalars: (0..<24).map { Float($0 * 7 % 24) / 4 })
    try expectInputGradients([x]) { inputs in
      inputs[0].max(axis: 1).fingerprint() + inputs[0].min(axis: -1, keepingAxes: true).fingerprint()
    }
  }

  @Test func productsOfBatches() throws {
    let (a, b, w) = (Tensor.test([2, 3, 4], seed: 1), Tensor.test([2, 4, 5], seed: 2), Tensor.test([4, 5], seed: 3))
    #expect(a.matmul(b).part(1, axis: 0).distance(to: a.part(1, axis: 0).matmul(b.part(1, axis: 0))) < 1e-6)
    #expect(a.matmul(w).distance(to: a.matmul(Tensor(stacking: [w, w]))) < 1e-6)
    #expect(a.matmul(b.transposed(), transposed: true).distance(to: a.matmul(b)) < 1e-6)
    #expect(a.expandingAxis(1).matmul(b).shape == [2, 2, 3, 5])
    try expectInputGradients([a, b, w]) { $0[0].matmul($0[1]).fingerprint() + $0[0].matmul($0[2]).fingerprint() }
    try expectInputGradients([w, a]) { $0[0].matmul($0[0], transposed: true).matmul($0[1].transposed()).fingerprint() }
  }
}
