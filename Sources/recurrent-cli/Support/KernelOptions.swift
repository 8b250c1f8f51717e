import ArgumentParser
import Recurrent

/// The options that every command has which computes.
struct KernelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      What to compute with: a name that 'recurrent kernels' lists, or the path of a shared library. The default is \
      RECURRENT_KERNELS, or the fastest.
      """, valueName: "name"))
  var backend: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      How many threads to use at most. The default is RECURRENT_THREADS, or the physical cores that other programs \
      leave free. The results are the same bits for any number.
      """, valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      """
      What products round their factors to: \(Precision.allCases.map(\.rawValue).joined(separator: " or ")). bf16 is up \
      to twice as fast where the processor has AVX512_BF16, int8, which cannot train, up to three times with \
      AVX512_VNNI; both use AMX where there is any. 'recurrent bench' says where they pay. The default is float32, and \
      int8 of models that 'recurrent quantize' made.
      """, valueName: "type"))
  var precision: Precision?

  func validate() throws {
    if let threads { try OptionRange.check((1...1024).contains(threads), "--threads", threads, "1 to 1024") }
  }

  /// Trains in `body` as the options, or the environment, say, with the other processes if there are any.
  func withKernels(trainingOn ranks: RankOptions, _ body: (Compute) throws -> Void) throws {
    try ranks.withRanks { try withKernels(training: true, body) }
  }

  /// Computes everything in `body` as the options, or the environment, say.
  func withKernels(training: Bool = false, _ body: (Compute) throws -> Void) throws {
    if training, let precision, !precision.hasGradients {
      throw ValidationError("\(TrainingError.noGradients(precision))")
    }
    let kernels: any KernelBackend =
      if let backend { try Kernels.chain(from: backend) } else { try Kernels.resolveDefault() }
    if threads == nil { try Kernels.resolveThreads() }
    let compute = Compute(backend: kernels, threads: threads ?? 0, precision: precision)
    try withCompute(compute) { try body(compute) }
  }
}

extension Precision: ExpressibleByArgument {}

extension Compute {
  /// As benchmarks tell us from others.
  var peerName: String { "recurrent \(backend.name)" + (lowPrecision.map { " \($0.rawValue)" } ?? "") }

  /// One line for people.
  var summary: String {
    "\(backend.name), \(backend.summary), threads: \(threads > 0 ? threads : Kernels.defaultThreads)"
      + (lowPrecision.map { ", products: \($0.rawValue)" } ?? "")
  }

  /// nil: float32, unless weights say else.
  private var lowPrecision: Precision? { precision == .float32 ? nil : precision }
}
