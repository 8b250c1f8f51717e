/// Why a kernel did not run.
public enum KernelError: Error, Equatable, Sendable {
  /// A null that may not be, a size below 1, a length outside the sequence, an index outside the table.
  case invalidArgument(backend: String, operation: String)
  /// Legal, but this backend does not do it. It has touched no buffer, so that another may be asked.
  case unsupported(backend: String, operation: String)
  /// A size whose buffers would not fit into memory's address range.
  case tooLarge(backend: String, operation: String)
  /// The machine refused memory.
  case outOfMemory(backend: String, operation: String)
  /// A shared library that is not a backend of this interface version, or one that does not keep to it.
  case unusableBackend(path: String, reason: String)
  /// No backend of that name.
  case unknownBackend(name: String, known: [String])
  /// `RECURRENT_THREADS` is set to something that is no number of threads.
  case unusableThreads(String)
}

extension KernelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidArgument(let backend, let operation):
      "kernels '\(backend)', \(operation): an argument is outside what the interface allows"
        + " (a missing array, a size below 1, a length beyond the sequence or an index beyond the table)"
    case .unsupported(let backend, let operation):
      "kernels '\(backend)' do not do \(operation): chain them with others, 'reference' does everything"
    case .tooLarge(let backend, let operation):
      "kernels '\(backend)', \(operation): the sizes ask for more memory than can be addressed"
    case .outOfMemory(let backend, let operation):
      "kernels '\(backend)', \(operation): out of memory"
    case .unusableBackend(let path, let reason):
      "kernels '\(path)' cannot be used: \(reason)"
    case .unknownBackend(let name, let known):
      "no kernels are called '\(name)': use one of \(known.joined(separator: ", "))"
        + ", or the path of a shared library with a slash in it"
    case .unusableThreads(let text):
      "RECURRENT_THREADS is '\(text)': give it a whole number from 1 to 1024, or leave it unset"
    }
  }
}
