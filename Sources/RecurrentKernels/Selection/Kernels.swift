import RecurrentFoundation
import Synchronization

/// Which kernels there are, and which of them a program uses.
///
/// ``default`` serves whatever is given no backend of its own. It is the built-in backend that ranks highest on this
/// machine, or what the environment variable `RECURRENT_KERNELS` says: a name of ``names``, or the path of a shared
/// library that exports `rk_backend_entry` (see `recurrent_kernels.h`).
///
/// ```swift
/// for name in Kernels.names {
///   print(name, (try? Kernels.backend(named: name).summary) ?? "not on this machine")
/// }
/// print(try Kernels.resolveDefault().name, Kernels.defaultThreads, Kernels.threadRuntime)
/// ```
public enum Kernels {
  /// The environment variable that ``default`` follows.
  public static let environmentVariable = "RECURRENT_KERNELS"

  /// The names of the built-in backends.
  public static let names = ["native", "blas", "reference"]

  /// A built-in backend, alone: what it does not do, it refuses.
  ///
  /// - Throws: ``KernelError/unknownBackend(name:known:)``, or ``KernelError/unusableBackend(path:reason:)`` where this
  ///   machine cannot run it.
  public static func backend(named name: String) throws(KernelError) -> any KernelBackend {
    let backend: CBackend
    switch name {
    case "native": backend = BuiltInBackends.native
    case "blas": backend = BuiltInBackends.blas
    case "reference": return ReferenceBackend()
    default: throw .unknownBackend(name: name, known: names)
    }
    guard backend.score >= 0 else {
      throw .unusableBackend(path: name, reason: "this machine cannot run it (\(backend.summary))")
    }
    return backend
  }

  /// A backend from a shared library, alone. Loading runs the library's own code: load what you trust.
  ///
  /// - Throws: ``KernelError/unusableBackend(path:reason:)``.
  public static func load(path: String) throws(KernelError) -> any KernelBackend {
    try SharedLibrary.load(path: path)
  }

  /// A backend by name or by path, chained to the built-in ones, which do what it does not.
  ///
  /// - Parameter nameOrPath: one of ``names``, or a path: whatever has a slash or ends in `.so` or `.dylib`.
  public static func chain(from nameOrPath: String) throws(KernelError) -> KernelChain {
    let isPath = nameOrPath.contains("/") || nameOrPath.hasSuffix(".so") || nameOrPath.hasSuffix(".dylib")
    let first = isPath ? try load(path: nameOrPath) : try backend(named: nameOrPath)
    return KernelChain([first, best, ReferenceBackend()])
  }

  /// The built-in backend that ranks highest on this machine.
  private static var best: any KernelBackend {
    let ranked = [BuiltInBackends.native, BuiltInBackends.blas].filter { $0.score >= 0 }
    return ranked.max { $0.score < $1.score } ?? ReferenceBackend()
  }

  private static let chosen = Mutex<(any KernelBackend)?>(nil)

  /// The kernels of this process. Decided at the first use and the same from then on.
  ///
  /// Where `RECURRENT_KERNELS` asks for something impossible this stops the process; a program that wants to say so in
  /// its own way calls ``resolveDefault()`` first.
  public static var `default`: any KernelBackend {
    do {
      return try resolveDefault()
    } catch {
      fatalError("\(environmentVariable): \(error)")
    }
  }

  /// What ``default`` is, or the error that keeps `RECURRENT_KERNELS` from being followed.
  @discardableResult
  public static func resolveDefault() throws(KernelError) -> any KernelBackend {
    try chosen.withLock { chosen throws(KernelError) in
      if let chosen { return chosen }
      let wish = getenv(environmentVariable).map { String(cString: $0) } ?? ""
      let backend = wish.isEmpty ? KernelChain([best, ReferenceBackend()]) : try chain(from: wish)
      chosen = backend
      return backend
    }
  }

  /// Decides ``default``, in place of the environment.
  ///
  /// - Precondition: it is not decided yet; nothing that was made with one backend may go on with another.
  public static func setDefault(_ backend: any KernelBackend) {
    chosen.withLock { chosen in
      precondition(chosen == nil, "Kernels.setDefault: the default is '\(chosen!.name)' already, and in use")
      chosen = backend
    }
  }

  /// The native kernels held to one instruction set (`avx512`, `avx2`, `baseline`), for cross-checks; nil where this
  /// machine or this build does not have it.
  public static func native(instructionSet: String) -> (any KernelBackend)? {
    BuiltInBackends.native(instructionSet: instructionSet)
  }

  /// Threads a call uses that asks for none in particular: `RECURRENT_THREADS`, else the physical cores. Where
  /// `RECURRENT_THREADS` is no number from 1 to 1024 it is passed over; a program that wants to say so calls
  /// ``resolveThreads()`` first.
  public static var defaultThreads: Int { BuiltInBackends.defaultThreads }

  /// What ``defaultThreads`` is, or the error that keeps `RECURRENT_THREADS` from being followed.
  @discardableResult
  public static func resolveThreads() throws(KernelError) -> Int {
    let wish = getenv("RECURRENT_THREADS").map { String(cString: $0) } ?? ""
    guard wish.isEmpty || Int(wish).map((1...1024).contains) == true else { throw .unusableThreads(wish) }
    return defaultThreads
  }

  /// What a call's threads are: `OpenMP`, or `own threads` where the kernels were built without it.
  public static var threadRuntime: String { BuiltInBackends.threadRuntime }

  /// The path of the BLAS library that the `blas` backend calls, which `RECURRENT_BLAS` may name; empty where there is none.
  public static var blasLibrary: String { BuiltInBackends.blasLibrary }
}
