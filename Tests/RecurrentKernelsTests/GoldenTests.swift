import RecurrentKernels
import TestSupport
import Testing

/// Every backend against what PyTorch and Keras computed.
@Suite struct GoldenTests {
  @Test func everyCellHasGoldenValues() throws {
    let covered = Set(try GoldenCase.torch().map(\.cell) + GoldenCase.keras().map(\.cell))
    #expect(covered == Set(Cell.allCases))
  }

  /// The oracle is checked too, as closely as the golden values are written: ten digits.
  @Test func theOracleAgreesWithBoth() throws {
    for golden in try GoldenCase.torch() + GoldenCase.keras() {
      var oracle = LayerOracle(golden.problem)
      for (result, values) in oracle.results() where !values.isEmpty {
        let far = zip(values, golden.results[result]!).filter { abs($0 - $1) > 1e-9 * max(1, abs($1)) }
        #expect(far.isEmpty, "\(golden): \(result)")
      }
      for (argument, values) in golden.gradients {
        let far = values.enumerated().filter { index, value in
          abs(oracle.gradient(of: argument, at: index) - value) > 1e-8 * max(1, abs(value))
        }
        #expect(far.isEmpty, "\(golden): d\(argument)")
      }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func agreesWithTorch(candidate: BackendUnderTest) throws {
    for golden in try GoldenCase.torch() { try agree(candidate, golden) }
  }

  @Test(arguments: BackendUnderTest.all)
  func agreesWithKeras(candidate: BackendUnderTest) throws {
    for golden in try GoldenCase.keras() { try agree(candidate, golden) }
  }

  private func agree(_ candidate: BackendUnderTest, _ golden: GoldenCase) throws {
    var faults: [String] = []
    let outcome = try golden.problem.train(on: candidate.backend, faults: &faults)
    // The weights of these cases are near 1 and not contractive: an error can grow with each of the 4 steps, where the
    // rounding bound lets it add only. Twice for each step covers the largest of their recurrent norms.
    let bound = 16 * golden.problem.roundingBound
    for (result, expected) in golden.results {
      #expect(mismatch("\(result)", outcome.results[result]!, expected, bound: bound) == nil, "\(golden)")
    }
    for (argument, expected) in golden.gradients {
      #expect(mismatch("d\(argument)", outcome.gradients[argument]!, expected, bound: bound) == nil, "\(golden)")
    }
    #expect(faults.isEmpty, "\(golden)")
  }
}
