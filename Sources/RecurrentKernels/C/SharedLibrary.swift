internal import CKernels
import RecurrentFoundation

/// Backends in shared libraries.
enum SharedLibrary {
  /// Loads the library at `path` and asks it for its table.
  static func load(path: String) throws(KernelError) -> CBackend {
    let library: DynamicLibrary
    do { library = try DynamicLibrary(path: path) } catch { throw .unusableBackend(path: path, reason: error.reason) }
    guard let symbol = library[RK_BACKEND_ENTRY] else {
      throw .unusableBackend(
        path: path,
        reason: "it exports no \(RK_BACKEND_ENTRY); define and export that function as recurrent_kernels.h says")
    }
    let entry = unsafeBitCast(symbol, to: rk_backend_entry_function.self)
    guard let table = entry() else {
      throw .unusableBackend(path: path, reason: "its \(RK_BACKEND_ENTRY) returned no table")
    }
    let backend = try CBackend(table: table, path: path)
    guard backend.score >= 0 else {
      throw .unusableBackend(path: path, reason: "it says that it cannot run on this machine (\(backend.summary))")
    }
    return backend
  }
}
