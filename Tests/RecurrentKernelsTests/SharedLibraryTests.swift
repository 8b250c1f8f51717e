import Foundation
import RecurrentKernels
import TestSupport
import Testing

/// Backends in shared libraries, built here by the machine's C compiler: one that works, and every way not to.
@Suite(.enabled(if: CCompiler.path != nil, "needs a C compiler (clang, cc or gcc)"))
struct SharedLibraryTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A backend that does dense products and nothing else, three times too large, so that a test sees who did them.
  private static let source = """
    #include <recurrent_kernels.h>
    #include <stddef.h>

    #ifndef VERSION
    #define VERSION RK_INTERFACE_VERSION
    #endif
    #ifndef SIZE
    #define SIZE sizeof(rk_backend)
    #endif
    #ifndef NAME
    #define NAME "threefold"
    #endif
    #ifndef SCORE
    #define SCORE 1
    #endif
    #ifndef STATUS
    #define STATUS RK_OK
    #endif
    #ifndef ENTRY
    #define ENTRY rk_backend_entry
    #endif

    static const char *description(void) { return "products, three times too large"; }
    static int32_t score(void) { return SCORE; }

    static rk_status gemm(const rk_gemm_arguments *g) {
      for (int64_t i = 0; i < g->m; i++)
        for (int64_t j = 0; j < g->n; j++) {
          float sum = 0;
          for (int64_t p = 0; p < g->k; p++)
            sum += (g->transpose_a ? g->a[p * g->lda + i] : g->a[i * g->lda + p]) *
                   (g->transpose_b ? g->b[j * g->ldb + p] : g->b[p * g->ldb + j]);
          g->c[i * g->ldc + j] = 3 * sum;
        }
      return STATUS;
    }

    /* For PLAN: claims to make plans, and makes none. */
    static rk_status plan_create(const rk_descriptor *d, rk_plan **plan) { (void)d; *plan = NULL; return RK_OK; }
    static rk_status plan_sizes(const rk_plan *p, rk_sizes *s) { (void)p; (void)s; return RK_OK; }
    static rk_status forward(const rk_plan *p, const rk_forward_arguments *a) { (void)p; (void)a; return RK_OK; }

    static const rk_backend table = {
        .interface_version = VERSION,
        .struct_size = SIZE,
        .name = NAME,
        .description = description,
        .score = score,
        .gemm = gemm,
    #ifdef PLAN
        .plan_create = plan_create,
        .plan_sizes = plan_sizes,
        .forward = forward,
    #endif
    };

    const rk_backend *ENTRY(void) {
    #ifdef NO_TABLE
      return NULL;
    #else
      (void)plan_create, (void)plan_sizes, (void)forward;
      return &table;
    #endif
    }
    """

  private func library(_ definitions: String...) throws -> String {
    try CCompiler.sharedLibrary(Self.source, definitions: definitions, in: folder)
  }

  private func product(_ backend: any KernelBackend) throws -> Float {
    let (a, b, c) = (GuardedArray<Float>([2, 3]), GuardedArray<Float>([5, 7]), GuardedArray<Float>([0]))
    try backend.run(.gemm(.init(m: 1, n: 1, k: 2, a: a.pointer, b: b.pointer, c: c.pointer)), threads: 0)
    return c.elements[0]
  }

  @Test func runsWhatTheLibraryDoes() throws {
    let backend = try Kernels.load(path: library())
    #expect(backend.name == "threefold" && backend.summary == "products, three times too large")
    #expect(try product(backend) == 93)
    #expect(throws: KernelError.unsupported(backend: "threefold", operation: "reduce")) {
      try sumOfSquares([1], on: backend)
    }
  }

  /// What it does not do goes to the built-in kernels.
  @Test func isChainedToTheBuiltInKernels() throws {
    let chain = try Kernels.chain(from: library())
    #expect(chain.name == "threefold")
    #expect(try product(chain) == 93)
    #expect(try sumOfSquares([3, 4], on: chain) == 25)
    let problem = LayerCase(LayerShape("through a chain", 2, 2, 2, 3), .lstm).problem()
    var faults: [String] = []
    let results = try problem.infer(on: chain, faults: &faults)
    let expected = LayerOracle(problem).results()
    #expect(mismatch("output", results[.output]!, expected[.output]!, bound: problem.roundingBound) == nil)
  }

  /// An older table ends before entries that this program knows: they are not there, whatever lies behind it.
  @Test func entriesPastTheTableAreUnsupported() throws {
    let backend = try Kernels.load(path: library("SIZE=offsetof(rk_backend, gemm)"))
    #expect(throws: KernelError.unsupported(backend: "threefold", operation: "gemm")) { try product(backend) }
  }

  /// A newer table is longer than this program knows.
  @Test func entriesThisProgramDoesNotKnowAreIgnored() throws {
    #expect(try product(Kernels.load(path: library("SIZE=sizeof(rk_backend)+64"))) == 93)
  }

  @Test(arguments: [
    ("VERSION=99", "version 99"), ("SIZE=8", "8 bytes"), ("SIZE=1000000", "1000000 bytes"), ("NAME=\"\"", "no name"),
    ("NAME=NULL", "no name"), ("SCORE=-1", "cannot run"), ("NO_TABLE", "returned no table"),
    ("ENTRY=something_else", "rk_backend_entry"),
  ])
  func refusesAndSaysWhy(definition: String, reason: String) throws {
    let path = try library(definition)
    let error = #expect(throws: KernelError.self) { try Kernels.load(path: path) }
    #expect("\(error!)".contains(reason) && "\(error!)".contains(path))
  }

  @Test func refusesWhatIsNoLibrary() throws {
    let text = try folder.write("not an ELF file", to: "text.so")
    for path in [text, folder.path, folder.path("absent.so"), "absent.so"] {
      let error = #expect(throws: KernelError.self) { try Kernels.load(path: path) }
      guard case .unusableBackend(path, _) = error else {
        Issue.record("\(path): \(error!)")
        continue
      }
    }
  }

  @Test func aStatusIsAnError() throws {
    let cases: [(String, KernelError)] = [
      ("RK_INVALID_ARGUMENT", .invalidArgument(backend: "threefold", operation: "gemm")),
      ("RK_UNSUPPORTED", .unsupported(backend: "threefold", operation: "gemm")),
      ("RK_TOO_LARGE", .tooLarge(backend: "threefold", operation: "gemm")),
      ("RK_OUT_OF_MEMORY", .outOfMemory(backend: "threefold", operation: "gemm")),
      ("17", .unusableBackend(path: "threefold", reason: "gemm returned 17, which is no rk_status")),
    ]
    for (status, expected) in cases {
      let backend = try Kernels.load(path: library("STATUS=" + status))
      #expect(throws: expected) { try product(backend) }
    }
  }

  /// A chain goes on where a backend does not do something, and stops where it fails.
  @Test func aChainAsksOnOnlyWhereSomethingIsUnsupported() throws {
    let unable = try Kernels.load(path: library("STATUS=RK_UNSUPPORTED"))
    let failing = try Kernels.load(path: library("STATUS=RK_INVALID_ARGUMENT"))
    let able = try Kernels.load(path: library())
    #expect(try product(KernelChain([unable, unable, able, failing])) == 93)
    #expect(throws: KernelError.invalidArgument(backend: "threefold", operation: "gemm")) {
      try product(KernelChain([unable, failing, able]))
    }
    #expect(throws: KernelError.unsupported(backend: "threefold", operation: "gemm")) {
      try product(KernelChain([unable, unable]))
    }
  }

  @Test func aPlanThatIsNoneIsAnError() throws {
    let backend = try Kernels.load(path: library("PLAN"))
    var descriptor = LayerCase(LayerShape("no plan", 1, 1, 1, 1), .rnn).descriptor
    // Without `backward` in the table, training is for the next backend in the chain.
    #expect(throws: KernelError.unsupported(backend: "threefold", operation: "backward")) {
      try backend.makePlan(for: descriptor)
    }
    descriptor.training = false
    #expect(throws: KernelError.unusableBackend(path: "threefold", reason: "plan_create returned RK_OK and no plan")) {
      try backend.makePlan(for: descriptor)
    }
  }

  @Test func theEnvironmentMayNameALibrary() async throws {
    await #expect(processExitsWith: .success) { [path = try library() as String] in
      setenv(Kernels.environmentVariable, path, 1)
      #expect(Kernels.default.name == "threefold")
    }
  }
}
