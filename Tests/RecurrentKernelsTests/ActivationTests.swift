import Foundation
import RecurrentKernels
import RecurrentLayers
import TestSupport
import Testing

@Suite struct ActivationTests {
  /// The kernels' header states 2.99 ulp for tanh and 2.43 for sigmoid at most; the C library's are better. Hard
  /// sigmoid, a product and a sum, is right to an ulp of its terms, which are 1/2 near its zero.
  private func allowedError(_ activation: Activation, at y: Double) -> Double {
    // Below the smallest normal number nothing is promised but that it is nothing.
    let ulp = Double(Float(y).ulp)
    return switch activation {
    case .tanh, .sigmoid: max(3 * ulp, Double(Float.leastNormalMagnitude))
    case .hardSigmoid, .steepHardSigmoid: Double(Float(0.5).ulp) * 2
    case .relu, .linear: 0
    // A function of the C library right to an ulp, and up to three roundings.
    // exp of the kernels is 0 below -87, where it is little more than that smallest number.
    case .elu, .selu, .softplus, .softsign, .leakyReLU: max(3 * ulp, 2 * Double(Float.leastNormalMagnitude))
    }
  }

  /// Every magnitude that a float has, both signs, and the places where formulas change.
  private static let inputs: [Float] = {
    let magnitudes = stride(from: UInt32(0), to: Float.infinity.bitPattern, by: 400_009).map(Float.init(bitPattern:))
    let dense = stride(from: Float(-12), through: 12, by: 0.0137).map { $0 }
    let places: [Float] = [0, 0.5, 1, 3, 8.5, 9, 10, 87, 88, 88.8, 89, 104, .greatestFiniteMagnitude, .infinity]
    return dense + (magnitudes + places).flatMap { [$0, -$0] }
  }()

  @Test(arguments: BackendUnderTest.all)
  func valuesAreWithinTheirUlps(candidate: BackendUnderTest) throws {
    for activation in Activation.allCases {
      let x = GuardedArray(Self.inputs)
      let y = GuardedArray<Float>(repeating: .nan, count: x.count)
      try candidate.backend.run(
        activation.forward(count: x.count, x: x.pointer, y: y.pointer), threads: 0)
      for (input, output) in zip(Self.inputs, y.elements) {
        let expected = LayerOracle.activate(activation, Double(input))
        let isRight =
          Float(expected).isInfinite
          ? output == Float(expected) : abs(Double(output) - expected) <= allowedError(activation, at: expected)
        #expect(isRight, "\(activation)(\(input)) is \(output), expected \(expected)")
      }
      #expect(y.isIntact)
    }
  }

  /// No silent NaN, and no NaN lost: at any place of a vector.
  @Test(arguments: BackendUnderTest.all)
  func nanGoesThrough(candidate: BackendUnderTest) throws {
    for activation in Activation.allCases {
      for place in 0..<37 {
        let x = GuardedArray<Float>(repeating: 0.25, count: 37)
        x.pointer[place] = .nan
        try candidate.backend.run(
          activation.forward(count: 37, x: x.pointer, y: x.pointer), threads: 0)
        let isNaN = x.elements.map(\.isNaN)
        #expect(isNaN.indices.filter { isNaN[$0] } == [place], "\(activation)")
      }
    }
  }

  /// dx = dy f'(y), one rounding a factor; a count for each tail; in place.
  @Test(arguments: BackendUnderTest.all)
  func gradientsFollowFromTheOutput(candidate: BackendUnderTest) throws {
    func derivative(_ activation: Activation, _ y: Double) -> Double {
      switch activation {
      case .tanh: 1 - y * y
      case .sigmoid: y * (1 - y)
      case .relu: y > 0 ? 1 : 0
      case .linear: 1
      case .hardSigmoid: y > 0 && y < 1 ? 1 / 6 : 0
      case .steepHardSigmoid: y > 0 && y < 1 ? 1 / 5 : 0
      case .elu: y > 0 ? 1 : y + 1
      case .selu: y > 0 ? 1.0507009873554805 : y + 1.7580993408473766
      case .softplus: 1 - exp(-y)
      case .softsign: (1 - abs(y)) * (1 - abs(y))
      case .leakyReLU: y > 0 ? 1 : 0.2
      }
    }
    for activation in Activation.allCases {
      for count in Array(0...33) + [1000] {
        var random = SeededGenerator(seed: count)
        let x = random.floats(count, bound: 4)
        let y = x.map { Float(LayerOracle.activate(activation, Double($0))) }
        let before = random.floats(count)
        let (outputs, gradient) = (GuardedArray(y), GuardedArray(before))
        try candidate.backend.run(
          activation.backward(count: count, y: outputs.pointer, dy: gradient.pointer, dx: gradient.pointer), threads: 0)
        let expected = zip(before, y).map { Double($0) * derivative(activation, Double($1)) }
        // Factors up to 2 and three roundings.
        #expect(mismatch("dx", gradient.elements, expected, bound: 4 * 0x1p-24) == nil, "\(activation) \(count)")
        #expect(gradient.isIntact)
      }
    }
  }
}
