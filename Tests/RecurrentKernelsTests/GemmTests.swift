import RecurrentKernels
import TestSupport
import Testing

/// C = op(A) op(B) + bias + beta C, against sums in Float64.
@Suite struct GemmTests {
  /// m, n and k, named after the trap they set.
  private static let shapes: [(trap: String, m: Int, n: Int, k: Int)] = [
    ("one of everything", 1, 1, 1), ("no terms", 3, 5, 0), ("a dot product", 1, 1, 37), ("an outer product", 7, 9, 1),
    ("a row", 1, 50, 13), ("a column", 50, 1, 13), ("one past blocks of 8 and 48", 9, 49, 5),
    ("one short of blocks", 7, 47, 15), ("odd", 13, 31, 29), ("whole blocks", 16, 96, 64), ("long sums", 3, 5, 700),
    ("enough for several threads", 67, 101, 83),
  ]

  @Test func agreesWithSumsInDouble() throws {
    for (trap, m, n, k) in Self.shapes {
      for form in GemmForm.all {
        let problem = GemmProblem(m: m, n: n, k: k, form: form)
        let expected = problem.expected()
        for candidate in BackendUnderTest.all {
          let result = try problem.run(on: candidate.backend, threads: 0)
          let difference = result.map { problem.mismatch($0, expected) } ?? "written outside the array"
          #expect(difference == nil, "\(candidate): \(trap), \(form)")
        }
      }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func theThreadCountChangesNoBit(candidate: BackendUnderTest) throws {
    let shapes = candidate.description == "reference" ? [(7, 9, 8)] : [(67, 101, 83), (3, 200, 90), (5, 6, 3000)]
    for (m, n, k) in shapes {
      let problem = GemmProblem(m: m, n: n, k: k, form: GemmForm(transposeB: true, hasBias: true))
      let alone = try problem.run(on: candidate.backend, threads: 1)
      for threads in 2...4 { #expect(try problem.run(on: candidate.backend, threads: threads) == alone) }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func noWayToAskChangesABit(candidate: BackendUnderTest) throws {
    for precision in Precision.allCases {
      // The last is so deep that the depth is cut in every precision.
      for (m, n, k) in [(1, 1, 1), (1, 50, 13), (3, 101, 83), (67, 49, 17), (2, 33, 4000)] {
        for form in GemmForm.all where precision == .float32 || (form.transposeB && !form.transposeA) {
          let problem = GemmProblem(m: m, n: n, k: k, form: form, precision: precision)
          func run(by way: GemmProblem.Way) -> [UInt32]? {
            // A backend that lacks the precision says so each time.
            let result = try? problem.run(on: candidate.backend, threads: 2, by: way)
            return result?.map(\.bitPattern)
          }
          #expect(run(by: .packed) == run(by: .call), "\(precision) \(m) \(n) \(k), \(form)")
          #expect(run(by: .step) == run(by: .call), "\(precision) \(m) \(n) \(k), \(form)")
        }
      }
    }
  }

  /// What one backend packed, another does not read.
  @Test func aChainPacksForItsFirstBackendAlone() throws {
    struct Unable: KernelBackend {
      let packed: any KernelBackend
      let name = "unable"
      let summary = ""
      func makePlan(for descriptor: RecurrentDescriptor) throws(KernelError) -> any RecurrentPlan {
        throw .unsupported(backend: name, operation: "plan")
      }
      func run(_ call: KernelCall, threads: Int) throws(KernelError) {
        throw .unsupported(backend: name, operation: "gemm")
      }
      func packRightFactor(of call: KernelCall.Gemm, threads: Int) throws(KernelError) -> AlignedBuffer? {
        var other = call
        other.transposeB.toggle()
        other.ldb = 50
        return try packed.packRightFactor(of: other, threads: threads)
      }
    }
    let native = try Kernels.backend(named: "native")
    let problem = GemmProblem(m: 2, n: 50, k: 50, form: GemmForm(transposeB: true))
    let chain = KernelChain([Unable(packed: native), native])
    for way in [GemmProblem.Way.packed, .step] {
      #expect(try problem.run(on: chain, threads: 1, by: way) == problem.run(on: native, threads: 1))
    }
  }

  /// A batch is its products, one by one, to the bit; B may be one for all.
  @Test(arguments: BackendUnderTest.all)
  func aBatchIsItsProducts(candidate: BackendUnderTest) throws {
    for (m, n, k, batch) in [(3, 5, 7, 1), (1, 17, 9, 20), (20, 33, 15, 3)] {
      for sharesB in [false, true] {
        var random = SeededGenerator(seed: "\(m) \(batch)")
        let a = GuardedArray(random.floats(batch * m * k))
        let b = GuardedArray(random.floats(batch * k * n))
        let alone = GuardedArray<Float>(repeating: .nan, count: batch * m * n)
        for index in 0..<batch {
          let b = b.pointer + (sharesB ? 0 : index * k * n)
          let call = KernelCall.Gemm(
            m: m, n: n, k: k, a: a.pointer + index * m * k, b: b, c: alone.pointer + index * m * n)
          try candidate.backend.run(.gemm(call), threads: 1)
        }
        for threads in 1...4 {
          let c = GuardedArray<Float>(repeating: .nan, count: batch * m * n)
          var call = KernelCall.Gemm(m: m, n: n, k: k, a: a.pointer, b: b.pointer, c: c.pointer, batch: batch)
          if sharesB { call.strideB = 0 }
          try candidate.backend.run(.gemm(call), threads: threads)
          #expect(c.elements == alone.elements && c.isIntact, "\(m) \(n) \(k) \(batch), \(threads) threads")
        }
      }
    }
  }
}
