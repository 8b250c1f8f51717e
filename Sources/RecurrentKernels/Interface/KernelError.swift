/// Why a kernel did not run.
public enum KernelError: Error, Equatable, Sendable {
  /// A null that may not be, a size below 1, a length outside the sequence.
  case invalidArgument(backend: String, operation: String)
  /// Legal, but this backend does not do it.
  case unsupported(backend: String, operation: String)
  /// A size whose buffers would not fit into memory's address range.
  case tooLarge(backend: String, operation: String)
  case outOfMemory(backend: String, operation: String)
  /// A shared library that is not a backend of this interface version.
  case unusableBackend(path: String, reason: String)
  /// No backend of that name.
  case unknownBackend(name: String, known: [String])
}
