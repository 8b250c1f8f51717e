import ArgumentParser
import RecurrentKernels

/// `recurrent kernels`.
struct KernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "List what this machine can compute with.",
    discussion: """
      RECURRENT_KERNELS or --backend chooses one by its name, or by the path of a shared library with the interface \
      of recurrent_kernels.h. RECURRENT_THREADS or --threads says how many threads it may use. RECURRENT_BLAS names the \
      library of the blas backend, where it is not to be the system's.
      """
  )

  func run() throws {
    let chosen = try Kernels.resolveDefault().name
    for name in Kernels.names {
      let mark = name == chosen ? "* " : "  "
      let summary = (try? Kernels.backend(named: name).summary) ?? "not on this machine"
      Console.print(mark + Columns.padded(name, to: 11) + summary)
    }
    if !Kernels.names.contains(chosen) { Console.print("* " + chosen) }
    Console.print("  \(Columns.padded("threads", to: 11))\(Kernels.defaultThreads), \(Kernels.threadRuntime)")
    let blas = Kernels.blasLibrary
    Console.print("  \(Columns.padded("BLAS", to: 11))\(blas.isEmpty ? "none found" : blas)")
  }
}
