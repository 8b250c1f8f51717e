import RecurrentKernels
import TestSupport
import Testing

/// Every backend on every row of the table of cases, against the Float64 oracle.
@Suite struct LayerTests {
  @Test(arguments: Cell.allCases)
  func everyCellHasAnOracle(cell: Cell) {
    #expect(LayerOracle.cells.contains(cell))
  }

  @Test(arguments: Cell.allCases)
  func resultsAgreeWithTheOracle(cell: Cell) throws {
    for layerCase in LayerCase.table where layerCase.descriptor.cell == cell {
      let problem = layerCase.problem()
      let expected = LayerOracle(problem).results()
      for candidate in BackendUnderTest.able(to: problem.descriptor) {
        let place = "\(candidate): \(layerCase)"
        var faults: [String] = []
        let training = try problem.train(on: candidate.backend, faults: &faults)
        let inference = try problem.infer(on: candidate.backend, faults: &faults)
        let packed = try problem.infer(on: candidate.backend, packed: true, faults: &faults)
        for (mode, results) in [("training", training.results), ("inference", inference), ("packed", packed)] {
          #expect(results.count == expected.count { !$0.value.isEmpty })
          for (result, values) in results {
            let difference = mismatch("\(mode) \(result)", values, expected[result]!, bound: problem.roundingBound)
            #expect(difference == nil, "\(place)")
          }
        }
        #expect(faults.isEmpty, "\(place)")
      }
    }
  }

  /// The kernels refuse an activation that their interface does not name, and a chain goes on to the reference.
  @Test(arguments: Activation.allCases.filter { !$0.isInKernelInterface })
  func otherActivationsFallBack(activation: Activation) throws {
    let gates = RecurrentDescriptor(
      cell: .gruResetAfter, recurrentActivation: activation, training: false, batch: 1, steps: 1, inputSize: 1,
      hiddenSize: 1)
    var vanilla = gates
    vanilla.cell = .rnn
    for name in ["native", "blas"] where name == "native" || !Kernels.blasLibrary.isEmpty {
      let backend = try Kernels.backend(named: name)
      #expect(throws: KernelError.unsupported(backend: name, operation: "plan")) { try backend.makePlan(for: gates) }
      // A vanilla cell has no gates: what they would be does not matter.
      #expect(throws: Never.self) { try backend.makePlan(for: vanilla) }
      let chain = try Kernels.chain(from: name)
      #expect(try chain.makePlan(for: gates).descriptor == gates)
    }
  }

  /// Central differences on the oracle: every element where the layer is little, else some of each array.
  @Test(arguments: Cell.allCases)
  func gradientsAgreeWithTheOracle(cell: Cell) throws {
    for layerCase in LayerCase.table where layerCase.descriptor.cell == cell {
      let problem = layerCase.problem()
      let outcomes = try BackendUnderTest.able(to: problem.descriptor).map { candidate in
        var faults: [String] = []
        return (candidate, try problem.train(on: candidate.backend, faults: &faults).gradients)
      }
      var oracle = LayerOracle(problem)
      for argument in LayerArgument.differentiable where problem.arguments[argument] != nil {
        let places = problem.sampledElements(of: argument)
        let expected = places.map { oracle.gradient(of: argument, at: $0) }
        for (candidate, gradients) in outcomes {
          let actual = places.map { gradients[argument]![$0] }
          let difference = mismatch("d\(argument)", actual, expected, bound: problem.roundingBound)
          #expect(difference == nil, "\(candidate): \(layerCase), among elements \(places.prefix(9))")
        }
      }
    }
  }
}
