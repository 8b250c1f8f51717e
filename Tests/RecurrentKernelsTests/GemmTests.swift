import RecurrentKernels
import TestSupport
import Testing

/// C = op(A) op(B) + bias + beta C, against sums in Float64.
@Suite struct GemmTests {
  /// Sizes named after the trap they set.
  static let shapes: [(trap: String, m: Int, n: Int, k: Int)] = [
    ("one of everything", 1, 1, 1), ("no terms", 3, 5, 0), ("a dot product", 1, 1, 37), ("an outer product", 7, 9, 1),
    ("a row", 1, 50, 13), ("a column", 50, 1, 13), ("one past blocks of 8 and 48", 9, 49, 5),
    ("one short of blocks", 7, 47, 15), ("odd", 13, 31, 29), ("whole blocks", 16, 96, 64),
    ("long sums", 3, 5, 700), ("enough for several threads", 67, 101, 83),
  ]

  /// How a product is asked for.
  struct Form: CustomStringConvertible {
    var transposeA = false
    var transposeB = false
    var beta: Float = 0
    var hasBias = false
    /// Elements between the end of a stored row and the next.
    var gap = 0

    var description: String {
      "transposeA \(transposeA) transposeB \(transposeB) beta \(beta) bias \(hasBias) gap \(gap)"
    }

    static let all: [Form] = [false, true].flatMap { a in
      [false, true].flatMap { b in
        [
          Form(transposeA: a, transposeB: b), Form(transposeA: a, transposeB: b, beta: 1, gap: 3),
          Form(transposeA: a, transposeB: b, hasBias: true),
          Form(transposeA: a, transposeB: b, beta: -0.5, hasBias: true, gap: 1),
        ]
      }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func agreesWithSumsInDouble(candidate: BackendUnderTest) throws {
    for (trap, m, n, k) in Self.shapes {
      for form in Form.all {
        let problem = Product(m: m, n: n, k: k, form: form)
        let difference = try problem.run(on: candidate.backend, threads: 0).map(problem.mismatch)
        #expect(difference == .some(nil), "\(trap) \(form)")
      }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func theThreadCountChangesNoBit(candidate: BackendUnderTest) throws {
    for (m, n, k) in [(67, 101, 83), (3, 200, 90), (200, 3, 90), (5, 6, 3000)] {
      let problem = Product(m: m, n: n, k: k, form: Form(transposeB: true, hasBias: true))
      let alone = try problem.run(on: candidate.backend, threads: 1)
      for threads in 2...4 { #expect(try problem.run(on: candidate.backend, threads: threads) == alone) }
    }
  }
}

/// A product with its numbers.
private struct Product {
  let m, n, k: Int
  let form: GemmTests.Form
  let a, b, c, bias: [Float]

  init(m: Int, n: Int, k: Int, form: GemmTests.Form) {
    (self.m, self.n, self.k, self.form) = (m, n, k, form)
    var random = SeededGenerator(seed: "\(m) \(n) \(k) \(form)")
    a = random.floats(max(1, (form.transposeA ? k : m) * ((form.transposeA ? m : k) + form.gap)))
    b = random.floats(max(1, (form.transposeB ? n : k) * ((form.transposeB ? k : n) + form.gap)))
    // Without beta, what C holds must not matter, be it NaN.
    c = form.beta == 0 ? Array(repeating: .nan, count: m * (n + form.gap)) : random.floats(m * (n + form.gap))
    bias = random.floats(n)
  }

  private var lda: Int { (form.transposeA ? m : k) + form.gap }
  private var ldb: Int { (form.transposeB ? k : n) + form.gap }
  private var ldc: Int { n + form.gap }

  /// C after the call; nil where a byte outside it was written.
  func run(on backend: any KernelBackend, threads: Int) throws -> [Float]? {
    let (a, b, c, bias) = (GuardedArray(a), GuardedArray(b), GuardedArray(c), GuardedArray(bias))
    var call = GemmArguments(m: m, n: n, k: k, a: a.pointer, b: b.pointer, c: c.pointer)
    (call.transposeA, call.transposeB, call.threads) = (form.transposeA, form.transposeB, threads)
    (call.lda, call.ldb, call.ldc) = (max(1, lda), max(1, ldb), ldc)
    call.beta = form.beta
    call.bias = form.hasBias ? UnsafePointer(bias.pointer) : nil
    try backend.gemm(call)
    let gapsKept = (0..<m).allSatisfy { row in
      (n..<ldc).allSatisfy { c.elements[row * ldc + $0].bitPattern == self.c[row * ldc + $0].bitPattern }
    }
    return a.isIntact && b.isIntact && c.isIntact && gapsKept ? c.elements : nil
  }

  /// A float sum of k products is off by at most k + 2 units of 2^-24 of the sum of its terms' magnitudes.
  func mismatch(_ actual: [Float]) -> String? {
    for i in 0..<m {
      for j in 0..<n {
        var terms: [Double] = (0..<k).map { p in
          Double(a[form.transposeA ? p * lda + i : i * lda + p])
            * Double(b[form.transposeB ? j * ldb + p : p * ldb + j])
        }
        if form.hasBias { terms.append(Double(bias[j])) }
        if form.beta != 0 { terms.append(Double(form.beta) * Double(c[i * ldc + j])) }
        let (sum, magnitude) = terms.reduce((0, 0)) { ($0.0 + $1, $0.1 + abs($1)) }
        let error = abs(Double(actual[i * ldc + j]) - sum)
        if !(error <= Double(k + 2) * 0x1p-24 * magnitude) {
          return "C[\(i), \(j)] is \(actual[i * ldc + j]), expected \(sum)"
        }
      }
    }
    return nil
  }
}
