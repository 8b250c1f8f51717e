import RecurrentKernels

/// How a dense product is asked for.
public struct GemmForm: Sendable, CustomStringConvertible {
  public var transposeA = false
  public var transposeB = false
  public var beta: Float = 0
  public var hasBias = false
  /// Elements between the end of a stored row and the next.
  public var gap = 0

  public init(transposeA: Bool = false, transposeB: Bool = false, beta: Float = 0, hasBias: Bool = false, gap: Int = 0)
  {
    (self.transposeA, self.transposeB, self.beta) = (transposeA, transposeB, beta)
    (self.hasBias, self.gap) = (hasBias, gap)
  }

  public var description: String {
    "transposeA \(transposeA) transposeB \(transposeB) beta \(beta) bias \(hasBias) gap \(gap)"
  }

  /// Both operands either way, each with the ways to add to the product.
  public static let all: [GemmForm] = [false, true].flatMap { a in
    [false, true].flatMap { b in
      [
        GemmForm(transposeA: a, transposeB: b), GemmForm(transposeA: a, transposeB: b, beta: 1, gap: 3),
        GemmForm(transposeA: a, transposeB: b, hasBias: true),
        GemmForm(transposeA: a, transposeB: b, beta: -0.5, hasBias: true, gap: 1),
      ]
    }
  }
}

/// A dense product with its numbers.
public struct GemmProblem: Sendable {
  public let m, n, k: Int
  public let form: GemmForm
  public let precision: Precision
  private let a, b, c, bias: [Float]

  public init(m: Int, n: Int, k: Int, form: GemmForm, precision: Precision = .float32) {
    (self.m, self.n, self.k, self.form, self.precision) = (m, n, k, form, precision)
    var random = SeededGenerator(seed: "\(m) \(n) \(k) \(form)")
    a = random.floats((form.transposeA ? k : m) * ((form.transposeA ? m : k) + form.gap))
    b = random.floats((form.transposeB ? n : k) * ((form.transposeB ? k : n) + form.gap))
    // Without beta, what C holds must not matter, be it NaN.
    c = form.beta == 0 ? Array(repeating: .nan, count: m * (n + form.gap)) : random.floats(m * (n + form.gap))
    bias = random.floats(n)
  }

  private var lda: Int { max(1, (form.transposeA ? m : k) + form.gap) }
  private var ldb: Int { max(1, (form.transposeB ? k : n) + form.gap) }
  private var ldc: Int { n + form.gap }

  /// How a backend is asked for the product.
  public enum Way: Sendable {
    /// By one call.
    case call
    /// By one call that is given a packed B, where the backend packs.
    case packed
    /// By the step of a stepper.
    case step
  }

  /// C after the call; nil where a byte outside it was written.
  public func run(on backend: any KernelBackend, threads: Int, by way: Way = .call) throws -> [Float]? {
    let (a, b, c, bias) = (GuardedArray(a), GuardedArray(b), GuardedArray(c), GuardedArray(bias))
    var call = KernelCall.Gemm(m: m, n: n, k: k, a: a.pointer, b: b.pointer, c: c.pointer)
    (call.transposeA, call.transposeB) = (form.transposeA, form.transposeB)
    (call.lda, call.ldb, call.ldc) = (lda, ldb, ldc)
    (call.beta, call.precision) = (form.beta, precision)
    call.bias = form.hasBias ? UnsafePointer(bias.pointer) : nil
    switch way {
    case .call: try backend.run(.gemm(call), threads: threads)
    case .packed:
      let packed = try backend.packRightFactor(of: call, threads: 2)
      call.packedB = packed.map { UnsafeRawPointer($0.baseAddress) }
      try withExtendedLifetime(packed) { try backend.run(.gemm(call), threads: threads) }
    case .step:
      // A and C come with the step.
      (call.a, call.c) = (UnsafePointer(b.pointer), bias.pointer)
      let stepper = try backend.makeStepper(of: call, threads: threads)
      let status = withExtendedLifetime(stepper) {
        $0.step.body($0.step.context, a.pointer, c.pointer, nil, nil)
      }
      if status != 0 { throw stepper.error(of: status) }
    }
    let after = c.elements
    let gapsKept = (0..<m).allSatisfy { row in
      (row * ldc + n..<(row + 1) * ldc).allSatisfy { after[$0].bitPattern == self.c[$0].bitPattern }
    }
    return [a, b, c, bias].allSatisfy(\.isIntact) && gapsKept ? after : nil
  }

  /// A number as the precision has it: bf16 keeps eight binary digits, the nearest ones.
  private func factor(_ x: Float) -> Double {
    guard precision == .bf16, x.isNormal else { return Double(x) }
    let unit = Float(sign: .plus, exponent: x.exponent - 7, significand: 1)
    return Double((x / unit).rounded(.toNearestOrEven) * unit)
  }

  /// One element of the right result, and how far from it a float may be.
  public struct Element: Sendable {
    let value, allowedError: Double
  }

  /// The result in Float64, row by row. A float sum of k products is off by at most k + 2 units of 2^-24 of the sum of
  /// its terms' magnitudes.
  public func expected() -> [Element] {
    let (aRow, aColumn) = form.transposeA ? (1, lda) : (lda, 1)
    let (bRow, bColumn) = form.transposeB ? (1, ldb) : (ldb, 1)
    var elements: [Element] = []
    for i in 0..<m {
      for j in 0..<n {
        var (sum, magnitude) = (0.0, 0.0)
        func add(_ term: Double) { (sum, magnitude) = (sum + term, magnitude + abs(term)) }
        for p in 0..<k { add(factor(a[i * aRow + p * aColumn]) * factor(b[p * bRow + j * bColumn])) }
        if form.hasBias { add(Double(bias[j])) }
        if form.beta != 0 { add(Double(form.beta) * Double(c[i * ldc + j])) }
        elements.append(Element(value: sum, allowedError: Double(k + 2) * 0x1p-24 * magnitude))
      }
    }
    return elements
  }

  /// Where a result is wrong; nil where it is right.
  public func mismatch(_ actual: [Float], _ expected: [Element]) -> String? {
    for (index, element) in expected.enumerated() {
      let (i, j) = index.quotientAndRemainder(dividingBy: n)
      let value = actual[i * ldc + j]
      if !(abs(Double(value) - element.value) <= element.allowedError) {
        return "C[\(i), \(j)] is \(value), expected \(element.value) within \(element.allowedError)"
      }
    }
    return nil
  }
}
