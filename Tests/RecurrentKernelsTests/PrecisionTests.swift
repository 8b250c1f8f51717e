import RecurrentKernels
import TestSupport
import Testing

/// Products of bfloat16 and of int8: the kernels round what the formulas round.
@Suite struct PrecisionTests {
  /// All that do bfloat16 by themselves.
  private static let able = BackendUnderTest.all.filter { $0.description != "blas" }

  private static let shapes = [
    LayerShape("an odd depth and one unit", 2, 3, 1, 1), LayerShape("odd depths", 3, 4, 5, 17),
    LayerShape("rows for several threads", 19, 2, 4, 6), LayerShape("whole words", 4, 2, 16, 32),
    LayerShape("one sequence", 1, 6, 7, 49),
  ]

  /// A layer of each shape, with directions and lengths by turns.
  private static func problems(_ cell: Cell, _ precision: Precision) -> [LayerProblem] {
    shapes.enumerated().map { index, shape in
      let (direction, lengths): (Direction, LengthPattern) = (
        Direction.allCases[index % 3], index % 2 == 0 ? .absent : .ragged
      )
      var problem = LayerCase(shape, cell, direction: direction, lengths: lengths, extras: .all).problem()
      problem.descriptor.precision = precision
      return problem
    }
  }

  /// A value at the edge between two bfloat16 may fall to either side, since activations differ in their last bits: a
  /// term of a sum is then off by 2^-8 of itself.
  @Test(arguments: Cell.allCases) func layersRoundAsTheFormulasDo(cell: Cell) throws {
    for problem in Self.problems(cell, .bf16) {
      var faults: [String] = []
      let expected = try problem.train(on: ReferenceBackend(), faults: &faults)
      for candidate in Self.able {
        let actual = try problem.train(on: candidate.backend, faults: &faults)
        for (result, values) in actual.results {
          let difference = mismatch("\(result)", values, expected.results[result]!, bound: 0x1p-8)
          #expect(difference == nil, "\(candidate), \(problem.descriptor)")
        }
        for (argument, values) in actual.gradients {
          let difference = mismatch("d\(argument)", values, expected.gradients[argument]!, bound: 0x1p-6)
          #expect(difference == nil, "\(candidate), \(problem.descriptor)")
        }
      }
      #expect(faults.isEmpty)
    }
  }

  /// A number at the edge between two int8 may fall to either side likewise, and is then off by 1/127 of its row's largest.
  @Test(arguments: Cell.allCases) func int8LayersRoundAsTheFormulasDo(cell: Cell) throws {
    for problem in Self.problems(cell, .int8) {
      var faults: [String] = []
      let expected = try problem.infer(on: ReferenceBackend(), faults: &faults)
      for candidate in Self.able {
        for packed in [false, true] {
          let actual = try problem.infer(on: candidate.backend, packed: packed, faults: &faults)
          for (result, values) in actual {
            let difference = mismatch("\(result)", values, expected[result]!, bound: 0x1p-7)
            #expect(difference == nil, "\(candidate), \(problem.descriptor)")
          }
        }
      }
      #expect(faults.isEmpty)
    }
  }

  /// There are no gradients of int8: it is refused for training, and by the reference too.
  @Test func int8IsForInference() throws {
    let descriptor = RecurrentDescriptor(
      cell: .lstm, training: true, batch: 1, steps: 1, inputSize: 2, hiddenSize: 3, precision: .int8)
    for name in Kernels.namesHere {
      #expect(throws: KernelError.unsupported(backend: name, operation: "plan")) {
        try Kernels.backend(named: name).makePlan(for: descriptor)
      }
    }
  }

  /// Rows of A and of a transposed B have scales of their own, and the sums are exact: a unit or two in the last place of
  /// the largest term is left.
  @Test func int8ProductsAgreeWithTheFormulas() throws {
    for (m, n, k) in [(1, 1, 1), (3, 5, 7), (9, 17, 33), (31, 49, 64), (70, 50, 300)] {
      let form = GemmForm(transposeB: true, beta: 0.5, hasBias: true, gap: 2)
      let problem = GemmProblem(m: m, n: n, k: k, form: form, precision: .int8)
      let expected = try #require(try problem.run(on: ReferenceBackend(), threads: 1))
      for candidate in Self.able {
        let actual = try #require(try problem.run(on: candidate.backend, threads: 2), "\(candidate)")
        let values = zip(actual, expected).filter { !$0.1.isNaN }
        #expect(
          mismatch("C", values.map(\.0), values.map(\.1), bound: 0x1p-21) == nil, "\(candidate) \(m) \(n) \(k)")
      }
    }
  }

  /// The factors alone are rounded: what is left is the error of a float sum.
  @Test(arguments: GemmForm.all) func productsRoundTheirFactors(form: GemmForm) throws {
    for (m, n, k) in [(1, 1, 1), (3, 5, 7), (9, 17, 33), (31, 49, 64)] {
      let problem = GemmProblem(m: m, n: n, k: k, form: form, precision: .bf16)
      let expected = problem.expected()
      for candidate in Self.able {
        let actual = try #require(try problem.run(on: candidate.backend, threads: 2), "\(candidate)")
        #expect(problem.mismatch(actual, expected) == nil, "\(candidate) \(m) \(n) \(k)")
      }
    }
  }

  /// BLAS has no bfloat16, and a chain that begins with it goes on to the native kernels.
  @Test(.enabled(if: !Kernels.blasLibrary.isEmpty, "no BLAS library on this machine"))
  func blasHasNone() throws {
    let descriptor = RecurrentDescriptor(
      cell: .lstm, training: false, batch: 1, steps: 1, inputSize: 2, hiddenSize: 3, precision: .bf16)
    #expect(throws: KernelError.unsupported(backend: "blas", operation: "plan")) {
      try Kernels.backend(named: "blas").makePlan(for: descriptor)
    }
    let native = try Kernels.backend(named: "native").makePlan(for: descriptor)
    #expect(try Kernels.chain(from: "blas").makePlan(for: descriptor).sizes == native.sizes)
  }
}
