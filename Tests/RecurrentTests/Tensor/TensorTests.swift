import Foundation
import Recurrent
import Testing

@Suite struct TensorTests {
  let matrix = Tensor([[1, 2, 3], [4, 5, 6]])

  @Test func literalsAreRowMajor() {
    #expect(matrix.shape == [2, 3])
    #expect(matrix.scalars == [1, 2, 3, 4, 5, 6])
    #expect(matrix[1, 0] == 4)
    #expect(Tensor([[[1], [2]], [[3], [4]]]).shape == [2, 2, 1])
    #expect(Tensor(7).shape == [] && Tensor(7).item == 7)
    #expect(matrix.description == "Tensor[2, 3](1.0, 2.0, 3.0, 4.0, 5.0, 6.0)")
  }

  @Test func memoryIsAligned() {
    matrix.withUnsafeScalars { #expect(UInt(bitPattern: $0.baseAddress) % 64 == 0) }
  }

  @Test func aCopyIsIndependent() {
    var copy = matrix
    copy[0, 0] = 9
    copy.withUnsafeMutableScalars { $0[5] = 8 }
    #expect(matrix.scalars == [1, 2, 3, 4, 5, 6])
    #expect(copy.scalars == [9, 2, 3, 4, 5, 8])
    var flat = matrix.reshaped([6])
    flat[0] = 7
    #expect(matrix[0, 0] == 1)
  }

  @Test func arithmetic() {
    let other = Tensor([[2, 0, -1], [1, 1, 1]])
    #expect((matrix + other).scalars == [3, 2, 2, 5, 6, 7])
    #expect((matrix - other).scalars == [-1, 2, 4, 3, 4, 5])
    #expect((matrix * other).scalars == [2, 0, -3, 4, 5, 6])
    #expect((matrix * 2 + 1).scalars == [3, 5, 7, 9, 11, 13])
    #expect((-matrix / 2).scalars == [-0.5, -1, -1.5, -2, -2.5, -3])
    #expect((matrix + Tensor([10, 20, 30])).scalars == [11, 22, 33, 14, 25, 36])
    #expect(matrix.sum().item == 21 && matrix.mean().item == 3.5)
  }

  @Test func slicesAndConcatenations() {
    let x = Tensor(shape: [2, 3, 2], scalars: (0..<12).map(Float.init))
    #expect(x.slice(1..<3, axis: 1).scalars == [2, 3, 4, 5, 8, 9, 10, 11])
    #expect(x.slice(1..<2, axis: 0).shape == [1, 3, 2])
    #expect(x.step(2) == Tensor([[4, 5], [10, 11]]))
    for axis in 0..<3 {
      let parts = (0..<x.shape[axis]).map { x.slice($0..<($0 + 1), axis: axis) }
      #expect(Tensor(concatenating: parts, axis: axis) == x)
    }
    #expect(Tensor(stacking: [matrix, matrix]).shape == [2, 2, 3])
  }

  @Test func products() {
    let other = Tensor([[1, 0], [0, 1], [1, 1]])
    #expect(matrix.matmul(other) == Tensor([[4, 5], [10, 11]]))
    #expect(matrix.matmul(other.transposed(), transposed: true) == matrix.matmul(other))
    let batch = Tensor(stacking: [matrix, matrix * 2])
    let products = batch.matmul(Tensor(stacking: [other, other]))
    #expect(products == Tensor([[[4, 5], [10, 11]], [[8, 10], [20, 22]]]))
  }

  @Test func softmaxIsStableAndSumsToOne() {
    let x = Tensor([[1000, 1001, 999], [-1000, 0, -200]])
    let y = x.softmax()
    // exp(1) / (exp(0) + exp(1) + exp(-1)), and the least a float can tell from its neighbour near 1.
    #expect(abs(y[0, 1] - 0.66524096) < 2e-7)
    #expect(y[1, 0] == 0 && y[1, 1] == 1)
    for row in 0..<2 { #expect(abs((0..<3).reduce(0) { $0 + y[row, $1] } - 1) < 2e-7) }
    // A first class far below 2^-24 is not rounded away.
    let small = Tensor([[-40, 0]]).softmax()[0, 0]
    #expect(abs(small / 4.248354e-18 - 1) < 1e-5)
    // Nor is its logarithm lost where the softmax is 0.
    #expect(x.logSoftmax()[1, 0] == -1000 && Tensor([[-40, 0]]).logSoftmax()[0, 1] == 0)
  }

  @Test func gradientsOfOperations() throws {
    let (a, b) = (Tensor.test([2, 3], seed: 1), Tensor.test([2, 3], seed: 2))
    let row = Tensor.test([3], seed: 3)
    try expectInputGradients([a, b]) { ($0[0] * $0[1] - $0[1] * 2 + 0.5).fingerprint() }
    try expectInputGradients([a, row]) { (($0[0] + $0[1]) / 3).fingerprint() }
    try expectInputGradients([a, b]) { $0[0].matmul($0[1].transposed()).fingerprint() }
    try expectInputGradients([a, b]) { $0[0].matmul($0[1], transposed: true).fingerprint() }
    try expectInputGradients([a, b]) {
      Tensor(concatenating: [$0[0], $0[1].slice(0..<2, axis: 1)], axis: 1).reshaped([5, 2]).fingerprint()
    }
    try expectInputGradients([a]) { ($0[0].tanh() + $0[0].sigmoid()).fingerprint() }
    try expectInputGradients([a]) { $0[0].softmax().fingerprint() }
    try expectInputGradients([a]) { $0[0].logSoftmax().fingerprint() }
    try expectInputGradients([a]) { $0[0].softmax(lengths: [2, 3]).fingerprint() }
    try expectInputGradients([a]) { ($0[0] * $0[0]).mean() }
    let batch = Tensor.test([2, 2, 3], seed: 4)
    try expectInputGradients([batch, Tensor.test([2, 3, 2])]) { $0[0].matmul($0[1]).fingerprint() }
    // Half a unit away from the kink, further than the differences reach.
    try expectInputGradients([Tensor([-0.5, 0.5])]) { ($0[0].relu() * $0[0]).sum() }
  }

  @Test func survivesCoding() throws {
    let empty = Tensor.zeros([0, 3])
    #expect(try JSONDecoder().decode(Tensor.self, from: JSONEncoder().encode(empty)) == empty)
    let copy = try JSONDecoder().decode(Tensor.self, from: JSONEncoder().encode(matrix))
    #expect(copy == matrix)
    for hostile in [
      #"{"shape": [2], "scalars": [1]}"#, #"{"shape": [0], "scalars": [1]}"#, #"{"shape": [0, -1], "scalars": []}"#,
      #"{"shape": [-1, -1], "scalars": [1]}"#,
      #"{"shape": [4611686018427387904, 4], "scalars": []}"#,
    ] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(Tensor.self, from: Data(hostile.utf8)) }
    }
  }

  @Test func rowsAreGathered() throws {
    let table = Tensor.test([4, 3])
    let indices = IndexTensor([[2, 0, 2], [3, 2, 0]])
    let rows = table.rows(at: indices)
    #expect(rows.shape == [2, 3, 3])
    #expect(rows.scalars == indices.scalars.flatMap { table.slice(Int($0)..<(Int($0) + 1), axis: 0).scalars })
    try expectInputGradients([table]) { $0[0].rows(at: indices).fingerprint() }
  }

  @Test func theLargestOfEachRow() {
    let x = Tensor([[[1, 3, 2], [5, 5, 4]], [[-2, -1, -1], [.nan, -7, .nan]]])
    #expect(x.argmax() == IndexTensor([[1, 0], [1, 1]]))
    #expect(Tensor([2, 9, 3]).argmax() == IndexTensor(shape: [], scalars: [1]))
  }
}
