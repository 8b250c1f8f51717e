import Foundation
import RecurrentKernels
import RecurrentLayers
import TestSupport
import Testing

/// Elementwise programs on every backend, against the formulas in double.
@Suite struct ElementwiseTests {
  /// What one operation makes of its operands.
  private static func expected(_ operation: ElementwiseOperation, _ a: Double, _ b: Double, _ c: Double) -> Double {
    switch operation {
    case .constant: 0.5
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .multiplyAdd: a * b + c
    case .power: pow(a, b)
    case .minimum: min(a, b)
    case .maximum: max(a, b)
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .equal: a == b ? 1 : 0
    case .select: a != 0 ? b : c
    case .negate: -a
    case .absolute: abs(a)
    case .sign: a > 0 ? 1 : a < 0 ? -1 : 0
    case .floor: a.rounded(.down)
    case .squareRoot: a.squareRoot()
    case .exp: exp(a)
    case .log: log(a)
    case .tanh: tanh(a)
    case .sigmoid: 1 / (1 + exp(-a))
    case .expm1: expm1(a)
    case .log1p: log1p(a)
    case .erf: erf(a)
    case .hardSigmoid: min(1, max(0, a / 6 + 0.5))
    case .relu: max(a, 0)
    case .tanhGradient: a * (1 - b * b)
    case .sigmoidGradient: a * (b - b * b)
    case .hardSigmoidGradient: b > 0 && b < 1 ? a / 6 : 0
    case .reluGradient: b > 0 ? a : 0
    }
  }

  private static func program(_ operation: ElementwiseOperation) -> ElementwiseProgram {
    ElementwiseProgram(inputs: 3) { x in
      operation == .constant ? [ElementwiseValue(0.5)] : [ElementwiseValue(operation, Array(x.prefix(operation.arity)))]
    }
  }

  /// Operands in which every comparison and every selection goes both ways; roots, logarithms and powers are of positive
  /// numbers.
  private func operands(_ operation: ElementwiseOperation, count: Int) -> [[Float]] {
    var random = SeededGenerator(seed: count + 1)
    let isPositive = [.power, .squareRoot, .log, .log1p].contains(operation)
    let a = random.floats(count).map { isPositive ? abs($0) + 0.01 : $0 * 3 }
    let b = random.floats(count).enumerated().map { $0.offset % 5 == 0 ? a[$0.offset] : $0.element }
    return [
      a.enumerated().map { $0.offset % 7 == 0 && operation == .select ? 0 : $0.element }, b, random.floats(count),
    ]
  }

  /// exp, sigmoid and tanh of the kernels are within 4 ulp, log within 1, of results below e³; the others round once.
  private static let bound = 8 * 0x1p-24

  @Test(arguments: BackendUnderTest.all)
  func operationsAreTheirFormulas(candidate: BackendUnderTest) throws {
    for operation in ElementwiseOperation.allCases {
      for count in Array(0...35) + [255, 256, 257, 1000] {
        let x = operands(operation, count: count).map { GuardedArray($0) }
        let y = GuardedArray<Float>(repeating: .nan, count: count)
        try candidate.backend.run(
          .elementwise(
            .init(Self.program(operation), shape: [count], inputs: x.map { .init($0.pointer) }, outputs: [y.pointer])),
          threads: 0)
        let expected = (0..<count).map { i in
          Self.expected(
            operation, Double(x[0].elements[i]), Double(x[1].elements[i]), Double(x[2].elements[i]))
        }
        #expect(
          mismatch("y", y.elements, expected, bound: Self.bound) == nil, "\(operation) of \(count)")
        #expect(y.isIntact && x.allSatisfy { $0.isIntact })
      }
    }
  }

  /// Every number of threads, in place, with outputs that are no last instruction.
  @Test(arguments: BackendUnderTest.all)
  func threadsChangeNoBit(candidate: BackendUnderTest) throws {
    let program = ElementwiseProgram(inputs: 2) { x in
      let sum = x[0] + x[1]
      let squashed = (sum * 0.5).tanh()
      return [squashed * x[0], squashed, x[1]]
    }
    let count = candidate.description == "reference" ? 3000 : 70_001
    var random = SeededGenerator(seed: 4)
    let (a, b) = (random.floats(count), random.floats(count))
    var first: [[Float]]?
    for threads in 1...4 {
      let (x, y) = (GuardedArray(a), GuardedArray(b))
      let outputs = [GuardedArray<Float>(count: count), x, GuardedArray<Float>(count: count)]
      try candidate.backend.run(
        .elementwise(
          .init(
            program, shape: [count], inputs: [.init(x.pointer), .init(y.pointer)], outputs: outputs.map(\.pointer))),
        threads: threads)
      let results = outputs.map(\.elements)
      #expect(outputs.allSatisfy { $0.isIntact })
      #expect(results[2] == b)
      if let first { #expect(results == first) } else { first = results }
      let expected = zip(a, b).map { tanh((Double($0) + Double($1)) * 0.5) }
      #expect(mismatch("tanh", results[1], expected, bound: Self.bound) == nil)
      #expect(mismatch("product", results[0], zip(expected, a).map { $0 * Double($1) }, bound: Self.bound) == nil)
    }
  }

  /// Transposed, repeated, reversed in the order of axes, with gaps: each array has strides of its own.
  @Test(arguments: BackendUnderTest.all)
  func stridesChooseTheElements(candidate: BackendUnderTest) throws {
    let program = ElementwiseProgram(inputs: 4) { x in [x[0] * x[1] + x[2] - x[3]] }
    for shape in [[3, 5, 7], [1, 4, 1, 9], [300, 2], [2, 300], [6], [], [2, 3, 0]] {
      let rank = shape.count
      var dense = shape
      for axis in shape.indices { dense[axis] = shape[(axis + 1)...].reduce(1, *) }
      // Of the same box with its axes in reverse order.
      let reversed = shape.indices.map { shape[..<$0].reduce(1, *) }
      let gaps = dense.map { $0 * 2 }
      let lastAxis = shape.indices.map { $0 == rank - 1 ? 1 : 0 }
      let count = shape.reduce(1, *)
      var random = SeededGenerator(seed: rank + count)
      let x = [GuardedArray(random.floats(count)), .init(random.floats(2 * count + 1))]
      let (row, one) = (GuardedArray(random.floats(shape.last ?? 1)), GuardedArray(random.floats(1)))
      let y = GuardedArray<Float>(repeating: .nan, count: 2 * count + 1)
      try candidate.backend.run(
        .elementwise(
          .init(
            program, shape: shape,
            inputs: [.init(x[0].pointer), .init(x[1].pointer), .init(row.pointer), .init(one.pointer)],
            inputStrides: reversed + gaps + lastAxis + shape.map { _ in 0 }, outputs: [y.pointer],
            outputStrides: gaps)), threads: 2)
      for element in 0..<count {
        let index = shape.indices.map { element / dense[$0] % shape[$0] }
        let place = { (strides: [Int]) in zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 } }
        let expected =
          x[0].elements[place(reversed)] * x[1].elements[place(gaps)] + row.elements[place(lastAxis)] - one.elements[0]
        // Products and sums of numbers below 1, each rounded once, by both.
        #expect(abs(y.elements[place(gaps)] - expected) < 4 * 0x1p-23, "\(shape) \(index)")
      }
      #expect(y.elements.filter(\.isNaN).count == count + 1, "what lies between is left alone")
      #expect(y.isIntact)
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func whatIsNotANumberIsSeen(candidate: BackendUnderTest) throws {
    let (nan, infinity) = (Float.nan, Float.infinity)
    func run(_ operation: ElementwiseOperation, _ operands: Float...) throws -> Float {
      // At the last place of a vector that is not whole.
      let arrays = (operands + [1, 1, 1]).prefix(3).map { value in
        GuardedArray<Float>(Array(repeating: 1, count: 20) + [value])
      }
      let y = GuardedArray<Float>(count: 21)
      try candidate.backend.run(
        .elementwise(
          .init(
            Self.program(operation), shape: [21], inputs: arrays.map { .init($0.pointer) }, outputs: [y.pointer])),
        threads: 1)
      return y.elements[20]
    }
    for operation in ElementwiseOperation.allCases where operation.arity == 1 {
      #expect(try run(operation, nan).isNaN, "\(operation)")
    }
    for operation in [ElementwiseOperation.add, .subtract, .multiply, .divide, .minimum, .maximum] {
      #expect(try run(operation, nan, 1).isNaN && run(operation, 1, nan).isNaN, "\(operation)")
    }
    for operation in [ElementwiseOperation.less, .lessOrEqual, .equal] {
      #expect(try run(operation, nan, 1) == 0 && run(operation, 1, nan) == 0, "\(operation)")
    }
    #expect(try run(.select, 1, 2, nan) == 2 && run(.select, 0, nan, 3) == 3)
    #expect(try run(.exp, -infinity) == 0 && run(.exp, infinity) == infinity && run(.exp, 89) == infinity)
    #expect(try run(.log, 0) == -infinity && run(.log, -1).isNaN && run(.log, infinity) == infinity)
    #expect(try run(.squareRoot, -1).isNaN && run(.divide, 1, 0) == infinity && run(.divide, 0, 0).isNaN)
    #expect(try run(.power, -2, 3) == -8 && run(.power, 0, 0) == 1 && run(.power, -8, 0.5).isNaN)
    #expect(try run(.tanh, infinity) == 1 && run(.sigmoid, -infinity) == 0 && run(.sign, -0.0) == 0)
  }

  @Test(arguments: BackendUnderTest.all)
  func whatCannotBeIsRefused(candidate: BackendUnderTest) throws {
    let x = GuardedArray<Float>(repeating: 1, count: 4)
    let good = KernelCall.Elementwise(
      ElementwiseProgram(inputs: 1) { [$0[0] + 1] }, shape: [4], inputs: [.init(x.pointer)], outputs: [x.pointer])
    func expectRefusal(_ change: (inout KernelCall.Elementwise) -> Void) {
      var call = good
      change(&call)
      #expect(throws: KernelError.self) { try candidate.backend.run(.elementwise(call), threads: 1) }
    }
    expectRefusal { $0.shape = [-1] }
    expectRefusal { $0.shape = [Int](repeating: 1, count: 9) }
    expectRefusal { $0.shape = [1 << 40, 1 << 40] }
    #expect(throws: KernelError.self) { try candidate.backend.run(.elementwise(good), threads: -1) }
    try candidate.backend.run(.elementwise(good), threads: 1)
    #expect(x.elements == [2, 2, 2, 2])
  }

  @Test func aProgramHoldsWhatItsOutputsNeed() {
    let program = ElementwiseProgram(inputs: 2) { x in
      _ = x[1].exp()
      let twice = x[0] + x[0]
      return [twice * (x[0] + x[0]) * 1, -(-x[0])]
    }
    #expect(program.instructions.map(\.operation) == [.add, .multiply, .negate, .negate])
  }
}
