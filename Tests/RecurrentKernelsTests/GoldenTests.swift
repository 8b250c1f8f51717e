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
    let problem = golden.problem
    var faults: [String] = []
    let outcome = try problem.train(on: candidate.backend, faults: &faults)
    for (result, expected) in golden.results {
      let difference = mismatch("\(result)", outcome.results[result]!, expected, bound: problem.roundingBound)
      #expect(difference == nil, "\(golden)")
    }
    for (argument, expected) in golden.gradients {
      let difference = mismatch("d\(argument)", outcome.gradients[argument]!, expected, bound: problem.roundingBound)
      #expect(difference == nil, "\(golden)")
    }
    #expect(faults.isEmpty, "\(golden)")
  }
}
