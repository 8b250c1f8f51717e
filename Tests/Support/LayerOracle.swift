import Foundation
import RecurrentKernels

/// Recurrent layers in Float64, straight from the formulas in `recurrent_kernels.h`, one scalar at a time: no vectors,
/// no matrices, no backward pass. It shares no line with any backend, and knows gradients by central differences only.
public struct LayerOracle {
  public let problem: LayerProblem
  /// By ``LayerArgument/ordinal``; nil: absent.
  private var arguments: [[Double]?]
  private let cotangents: [LayerResult: [Double]]

  public init(_ problem: LayerProblem) {
    self.problem = problem
    arguments = LayerArgument.allCases.map { problem.arguments[$0].map { $0.map(Double.init) } }
    // NaN marks what lies past a row's end, where results are zero and count for nothing.
    cotangents = problem.cotangents.mapValues { $0.map { $0.isNaN ? 0 : Double($0) } }
  }

  // MARK: The cells

  /// What a cell's formula may ask for at one step of one row.
  struct Context {
    /// W_ih x + b_ih, of a gate's unit.
    let input: (_ gate: Int, _ unit: Int) -> Double
    /// W_hh v + b_hh, of a gate's unit.
    let hidden: (_ gate: Int, _ unit: Int, _ v: (Int) -> Double) -> Double
    /// The state before, unit by unit, and h as the gates see it.
    let h, masked, c: (Int) -> Double
    /// The activations f and s.
    let f, s: (Double) -> Double
    let units: Range<Int>
  }

  /// The state after, unit by unit. `c` is nil where the cell has none.
  typealias Formula = (Context) -> (h: [Double], c: [Double]?)

  /// The cells that the oracle knows.
  public static var cells: Set<Cell> { Set(formulas.keys) }

  static let formulas: [Cell: @Sendable (Context) -> (h: [Double], c: [Double]?)] = [
    .rnn: { at in
      (at.units.map { at.f(at.input(0, $0) + at.hidden(0, $0, at.masked)) }, nil)
    },
    .lstm: { at in
      func gate(_ index: Int, _ unit: Int) -> Double { at.input(index, unit) + at.hidden(index, unit, at.masked) }
      let c = at.units.map { at.s(gate(1, $0)) * at.c($0) + at.s(gate(0, $0)) * at.f(gate(2, $0)) }
      return (at.units.map { at.s(gate(3, $0)) * at.f(c[$0]) }, c)
    },
    .gruResetAfter: { at in
      let h = at.units.map { j in
        let r = at.s(at.input(0, j) + at.hidden(0, j, at.masked))
        let z = at.s(at.input(1, j) + at.hidden(1, j, at.masked))
        let n = at.f(at.input(2, j) + r * at.hidden(2, j, at.masked))
        return (1 - z) * n + z * at.h(j)
      }
      return (h, nil)
    },
    .gruResetBefore: { at in
      let r = at.units.map { at.s(at.input(0, $0) + at.hidden(0, $0, at.masked)) }
      let h = at.units.map { j in
        let z = at.s(at.input(1, j) + at.hidden(1, j, at.masked))
        let n = at.f(at.input(2, j) + at.hidden(2, j, { r[$0] * at.masked($0) }))
        return (1 - z) * n + z * at.h(j)
      }
      return (h, nil)
    },
  ]

  public static func activate(_ activation: Activation, _ x: Double) -> Double {
    switch activation {
    case .tanh: tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .relu: max(x, 0)
    case .linear: x
    case .hardSigmoid: min(max(x / 6 + 0.5, 0), 1)
    case .steepHardSigmoid: min(max(x / 5 + 0.5, 0), 1)
    case .elu: x > 0 ? x : expm1(x)
    case .selu: 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1(x))
    case .softplus: max(x, 0) + log1p(exp(-abs(x)))
    case .softsign: x.isInfinite ? (x < 0 ? -1 : 1) : x / (1 + abs(x))
    case .leakyReLU: x < 0 ? Double(Float(0.2)) * x : x
    }
  }

  // MARK: The recursion over time

  public func results() -> [LayerResult: [Double]] {
    let d = problem.descriptor
    var output = [Double](repeating: 0, count: d.count(.output))
    var finalHidden = [Double](repeating: 0, count: d.count(.finalHidden))
    var finalCell = [Double](repeating: 0, count: d.count(.finalCell))
    for direction in 0..<d.direction.count {
      for row in 0..<d.batch {
        let place = direction * d.batch + row
        var h = (0..<d.hiddenSize).map { value(.initialHidden, place * d.hiddenSize + $0, orElse: 0) }
        var c = (0..<d.hiddenSize).map { value(.initialCell, place * d.hiddenSize + $0, orElse: 0) }
        let length = problem.length(ofRow: row)
        for k in 0..<length {
          let t = d.direction == .reverse || direction == 1 ? length - 1 - k : k
          (h, c) = step(direction: direction, row: row, t: t, h: h, c: c)
          let start = ((row * d.steps + t) * d.direction.count + direction) * d.hiddenSize
          output.replaceSubrange(start..<start + d.hiddenSize, with: h)
        }
        let span = place * d.hiddenSize..<(place + 1) * d.hiddenSize
        finalHidden.replaceSubrange(span, with: h)
        if d.cell.hasCellState { finalCell.replaceSubrange(span, with: c) }
      }
    }
    return [.output: output, .finalHidden: finalHidden, .finalCell: finalCell]
  }

  private func value(_ argument: LayerArgument, _ index: Int, orElse fallback: Double) -> Double {
    arguments[argument.ordinal]?[index] ?? fallback
  }

  private func step(direction: Int, row: Int, t: Int, h: [Double], c: [Double]) -> (h: [Double], c: [Double]) {
    let d = problem.descriptor
    let (width, place) = (d.inputSize, direction * d.batch + row)
    let x = (0..<width).map { j in
      value(.input, (row * d.steps + t) * width + j, orElse: 0)
        * value(.inputMask, place * width + j, orElse: 1)
    }
    let masked = (0..<d.hiddenSize).map { h[$0] * value(.recurrentMask, place * d.hiddenSize + $0, orElse: 1) }
    func line(_ weight: LayerArgument, _ bias: LayerArgument, _ gate: Int, _ unit: Int, _ v: (Int) -> Double, _ n: Int)
      -> Double
    {
      let weightRow = (direction * d.cell.gates + gate) * d.hiddenSize + unit
      let weights = arguments[weight.ordinal]!
      var sum = value(bias, weightRow, orElse: 0)
      for j in 0..<n { sum += weights[weightRow * n + j] * v(j) }
      return sum
    }
    let after = Self.formulas[d.cell]!(
      Context(
        input: { line(.weightIH, .biasIH, $0, $1, { x[$0] }, width) },
        hidden: { line(.weightHH, .biasHH, $0, $1, $2, d.hiddenSize) },
        h: { h[$0] }, masked: { masked[$0] }, c: { c[$0] },
        f: { Self.activate(d.activation, $0) }, s: { Self.activate(d.recurrentActivation, $0) },
        units: 0..<d.hiddenSize))
    return (after.h, after.c ?? c)
  }

  // MARK: The gradient

  private func loss() -> Double {
    let results = results()
    return cotangents.reduce(0) { sum, entry in
      zip(entry.value, results[entry.key]!).reduce(sum) { $0 + $1.0 * $1.1 }
    }
  }

  /// Half the distance between the two points of a difference. The error of the formula is of the order of its square,
  /// 1e-10 here, and that of rounding 1e-16 / 1e-5 = 1e-11: both far below float32's 6e-8.
  private static let halfStep = 1e-5

  /// dL/da for one element of an argument: (L(a + e) - L(a - e)) / 2e.
  public mutating func gradient(of argument: LayerArgument, at index: Int) -> Double {
    let value = arguments[argument.ordinal]![index]
    defer { arguments[argument.ordinal]![index] = value }
    arguments[argument.ordinal]![index] = value + Self.halfStep
    let above = loss()
    arguments[argument.ordinal]![index] = value - Self.halfStep
    return (above - loss()) / (2 * Self.halfStep)
  }
}

extension LayerArgument {
  /// The place among all cases. A dictionary would spend most of the oracle's time on hashing.
  fileprivate var ordinal: Int {
    switch self {
    case .input: 0
    case .weightIH: 1
    case .weightHH: 2
    case .biasIH: 3
    case .biasHH: 4
    case .initialHidden: 5
    case .initialCell: 6
    case .inputMask: 7
    case .recurrentMask: 8
    }
  }
}
