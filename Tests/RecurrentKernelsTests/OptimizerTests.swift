import Foundation
import RecurrentKernels
import TestSupport
import Testing

/// Several steps of each optimiser against its formula in Float64.
@Suite struct OptimizerTests {
  /// Every tail of a vector of 16.
  private static let counts = Array(1...33) + [1000]

  /// Steps of the trial.
  private static let steps = 4

  /// Each step rounds a weight below 2 some eight times.
  private static let bound = Double(steps) * 8 * 0x1p-24

  @Test(arguments: BackendUnderTest.all)
  func adamFollowsItsFormula(candidate: BackendUnderTest) throws {
    for count in Self.counts {
      for weightDecay: Float in [0, 0.1] {
        var random = SeededGenerator(seed: count)
        let start = random.floats(count)
        let (w, m, v) = (
          GuardedArray(start), GuardedArray<Float>(repeating: 0, count: count),
          GuardedArray<Float>(repeating: 0, count: count)
        )
        var oracle = start.map { (w: Double($0), m: 0.0, v: 0.0) }
        for step in 1...Self.steps {
          let gradient = GuardedArray(random.floats(count))
          var call = KernelCall.Adam(
            count: count, step: step, learningRate: 0.01, weights: w.pointer, firstMoment: m.pointer,
            secondMoment: v.pointer, gradient: gradient.pointer)
          (call.weightDecay, call.gradientScale) = (weightDecay, 0.5)
          try candidate.backend.run(.adam(call), threads: 0)
          let (rate, beta1, beta2) = (Double(call.learningRate), Double(call.beta1), Double(call.beta2))
          for i in 0..<count {
            let g = Double(gradient.pointer[i]) * 0.5
            oracle[i].m = beta1 * oracle[i].m + (1 - beta1) * g
            oracle[i].v = beta2 * oracle[i].v + (1 - beta2) * g * g
            let mean = oracle[i].m / (1 - pow(beta1, Double(step)))
            let square = oracle[i].v / (1 - pow(beta2, Double(step)))
            let update = mean / (square.squareRoot() + Double(call.epsilon))
            oracle[i].w -= rate * (update + Double(weightDecay) * oracle[i].w)
          }
        }
        #expect(mismatch("weights", w.elements, oracle.map(\.w), bound: Self.bound) == nil, "count \(count)")
        #expect(mismatch("m", m.elements, oracle.map(\.m), bound: Self.bound) == nil, "count \(count)")
        #expect(mismatch("v", v.elements, oracle.map(\.v), bound: Self.bound) == nil, "count \(count)")
        #expect(w.isIntact && m.isIntact && v.isIntact)
      }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func sgdFollowsItsFormula(candidate: BackendUnderTest) throws {
    let forms: [(momentum: Float, nesterov: Bool)] = [(0, false), (0.9, false), (0.9, true)]
    for count in Self.counts {
      for (momentum, nesterov) in forms {
        var random = SeededGenerator(seed: count)
        let start = random.floats(count)
        let (w, v) = (GuardedArray(start), GuardedArray<Float>(repeating: 0, count: count))
        var oracle = start.map { (w: Double($0), v: 0.0) }
        for _ in 1...Self.steps {
          let gradient = GuardedArray(random.floats(count))
          var call = KernelCall.SGD(count: count, learningRate: 0.1, weights: w.pointer, gradient: gradient.pointer)
          call.velocity = momentum == 0 ? nil : v.pointer
          (call.momentum, call.isNesterov, call.weightDecay, call.gradientScale) = (momentum, nesterov, 0.01, 0.5)
          try candidate.backend.run(.sgd(call), threads: 0)
          for i in 0..<count {
            let g = Double(gradient.pointer[i]) * 0.5 + Double(call.weightDecay) * oracle[i].w
            oracle[i].v = Double(momentum) * oracle[i].v + g
            oracle[i].w -= Double(call.learningRate) * (nesterov ? g + Double(momentum) * oracle[i].v : oracle[i].v)
          }
        }
        #expect(mismatch("weights", w.elements, oracle.map(\.w), bound: Self.bound) == nil, "count \(count)")
        #expect(w.isIntact && v.isIntact)
      }
    }
  }
}
