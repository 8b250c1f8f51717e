import Foundation
import Recurrent
import Testing

/// Operations element by element: values, broadcasting and gradients.
@Suite struct ElementwiseFunctionTests {
  private let a = Tensor([[1, -2, 0.5], [3, 0.25, -1]])

  @Test func arithmeticIsBroadcast() {
    let row = Tensor([10, 20, 30])
    let column = Tensor([[1], [2]])
    #expect((a + row).scalars == [11, 18, 30.5, 13, 20.25, 29])
    #expect((row - a).scalars == [9, 22, 29.5, 7, 19.75, 31])
    #expect((a * column).scalars == [1, -2, 0.5, 6, 0.5, -2])
    #expect((a / column).scalars == [1, -2, 0.5, 1.5, 0.125, -0.5])
    #expect((row + column).shape == [2, 3])
    #expect((Tensor.ones([4, 1, 3]) + Tensor.ones([2, 1])).shape == [4, 2, 3])
    #expect((1 - a).scalars == [0, 3, 0.5, -2, 0.75, 2])
    #expect((2 / Tensor([4, 8])).scalars == [0.5, 0.25])
    #expect(1 + a == a + 1)
    #expect(2 * a == a * 2)
    #expect(a - 1 == -(1 - a))
    #expect(a / 2 == a * 0.5)
    var sum = a
    sum += row
    sum -= 1
    sum *= 2
    sum /= column
    let expected = (a + row - 1) * 2 / column
    #expect(sum == expected)
  }

  @Test func functionsAreTheirFormulas() {
    let x: [Float] = [0.3, 1, 2.5, 7]
    func expect(_ y: Tensor, _ formula: (Double) -> Double, _ name: String) {
      for (result, input) in zip(y.scalars, x) {
        // The kernels' functions are within 4 units in the last place.
        let expected = formula(Double(input))
        #expect(Swift.abs(Double(result) - expected) <= 4 * Double(Float(expected).ulp), "\(name)(\(input))")
      }
    }
    let t = Tensor(x)
    expect(t.exp(), exp, "exp")
    expect(t.log(), log, "log")
    expect(t.squareRoot(), sqrt, "squareRoot")
    expect(t.squared(), { $0 * $0 }, "squared")
    expect(t.power(1.5), { pow($0, 1.5) }, "power")
    expect((-t).abs(), { $0 }, "abs")
    expect(t.minimum(2), { min($0, 2) }, "minimum")
    expect(t.maximum(Tensor([2, 0, 2, 2])), { $0 == 1 ? 1 : max($0, 2) }, "maximum")
    expect(t.clamped(to: 0.5...3), { min(max($0, 0.5), 3) }, "clamped")
    #expect(Tensor([-2, 0, 5]).sign().scalars == [-1, 0, 1])
    #expect(Tensor([-1.5, 2.5]).floor().scalars == [-2, 2])
  }

  @Test func comparisonsAndChoices() {
    let (x, y) = (Tensor([1, 2, 3]), Tensor([2, 2, 2]))
    #expect((x .< y).scalars == [1, 0, 0])
    #expect((x .<= y).scalars == [1, 1, 0])
    #expect((x .== y).scalars == [0, 1, 0])
    #expect((x .> y).scalars == [0, 0, 1])
    #expect((x .>= y).scalars == [0, 1, 1])
    #expect((x .> 1).scalars == [0, 1, 1])
    #expect(Tensor.where(x .> 1, x, else: -1).scalars == [-1, 2, 3])
    #expect(Tensor.where(Tensor([1, 0]), 5, else: Tensor([[1, 2], [3, 4]])).scalars == [5, 2, 5, 4])
  }

  /// Away from corners, where central differences know no slope.
  @Test func gradientsAreSlopes() throws {
    let x = Tensor([[0.6, 0.9, 1.05], [1.4, 1.6, 1.9]])
    let y = Tensor([[1.5, 0.7, 1.9], [0.8, 1.3, 0.55]])
    let functions: [(String, (Tensor, Tensor) -> Tensor)] = [
      ("+", { $0 + $1 }), ("-", { $0 - $1 }), ("*", { $0 * $1 }), ("/", { $0 / $1 }), ("negation", { -$0 * $1 }),
      ("scalars", { (1 - $0) * (3 / $1) + ($0 - 2) / 5 }), ("exp", { $0.exp() * $1 }), ("log", { $0.log() * $1 }),
      ("squareRoot", { $0.squareRoot() * $1 }), ("abs", { ($0 - 3).abs() * $1 }), ("squared", { $0.squared() * $1 }),
      ("power", { $0.power($1) }), ("power of a negative", { (-$0).power(3) * $1 }),
      ("minimum", { $0.minimum($1 * 1.1) }), ("maximum", { $0.maximum($1 * 1.1) }),
      ("clamped", { ($0 * $1).clamped(to: 0.75...1.3) }), ("tanh", { $0.tanh() * $1 }),
      ("sigmoid", { $0.sigmoid() * $1 }), ("where", { Tensor.where($0 .> 1.2, $0 * $1, else: $0.exp()) }),
    ]
    for (name, function) in functions {
      try expectInputGradients([x, y]) { function($0[0], $0[1]).fingerprint() }
      // One of them a constant: the other's gradient is worked out alone.
      let alone = gradients(at: [x]) { function($0[0], y).fingerprint() }.gradients[0]
      let together = gradients(at: [x, y]) { function($0[0], $0[1]).fingerprint() }.gradients[0]
      #expect(alone.distance(to: together) < 1e-6, "\(name)")
    }
  }

  @Test func gradientsAreSummedOverWhatWasRepeated() throws {
    let (x, row, column, one) = (
      Tensor.test([2, 3, 4], seed: 1), Tensor.test([4], seed: 2), Tensor.test([3, 1], seed: 3),
      Tensor.test([], seed: 4, in: 0.5...1)
    )
    try expectInputGradients([x, row, column, one]) { ($0[0] * $0[1] + $0[2] / $0[3] - $0[1]).fingerprint() }
  }

  @Test func cornersShareTheirGradient() {
    func slopes(_ function: (Tensor, Tensor) -> Tensor) -> [Float] {
      gradients(at: [Tensor(2), Tensor(2)]) { function($0[0], $0[1]) }.gradients.map(\.item)
    }
    #expect(slopes { $0.minimum($1) } == [0.5, 0.5])
    #expect(slopes { $0.maximum($1) } == [0.5, 0.5])
    #expect(gradients(at: [Tensor(0)]) { $0[0].abs() }.gradients[0].item == 0)
    // 0 * infinity would be a NaN: the branch that was not taken does no harm.
    let safe = gradients(at: [Tensor([0, 4])]) { inputs in
      Tensor.where(inputs[0] .> 0, inputs[0].squareRoot(), else: inputs[0]).sum()
    }
    #expect(safe.gradients[0].scalars[1] == 0.25)
  }

  /// One pass forward and one backward, to the same numbers as its parts.
  @Test func aFusedFormulaIsItsParts() throws {
    let blend = ElementwiseFunction { f, n, h in (1 - f.sigmoid()) * h + f.sigmoid() * n.tanh() }
    let inputs = (1...3).map { Tensor.test([5, 7], seed: $0) }
    func parts(_ x: [Tensor]) -> Tensor {
      (1 - x[0].sigmoid()) * x[2] + x[0].sigmoid() * x[1].tanh()
    }
    #expect(blend(inputs[0], inputs[1], inputs[2]).distance(to: parts(inputs)) < 1e-6)
    let fused = gradients(at: inputs) { blend($0[0], $0[1], $0[2]).fingerprint() }.gradients
    let apart = gradients(at: inputs) { parts($0).fingerprint() }.gradients
    for (a, b) in zip(fused, apart) { #expect(a.distance(to: b) < 1e-6) }
    try expectInputGradients(inputs.map { $0.slice(0..<2, axis: 0) }) { blend($0[0], $0[1], $0[2]).fingerprint() }
  }

  @Test func emptyTensorsStayEmpty() {
    let nothing = Tensor.zeros([0, 3])
    #expect((nothing + 1).shape == [0, 3])
    #expect(nothing.exp().scalars == [])
    #expect(nothing.sum().item == 0)
    #expect((nothing * Tensor.ones([3])).shape == [0, 3])
    #expect(nothing.matmul(Tensor.ones([3, 2])).shape == [0, 2])
    #expect(nothing.sum(axes: 0).scalars == [0, 0, 0])
  }
}
