import RecurrentKernels
import TestSupport
import Testing

/// Every backend against what PyTorch and Keras computed.
@Suite struct GoldenTests {
  @Test func everyCellHasGoldenValues() throws {
    let covered = Set(try GoldenCase.torch().map(\.cell) + GoldenCase.keras().map(\.cell))
    #expect(covered == Set(Cell.allCases))
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
