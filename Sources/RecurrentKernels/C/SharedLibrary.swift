internal import CKernels
import RecurrentFoundation

/// Backends in shared libraries.
enum SharedLibrary {
  /// Loads the library at `path`, which runs its initialisers, and asks it for its table. It stays loaded until the
  /// process ends, because plans and other libraries may still run its code.
  static func load(path: String) throws(KernelError) -> CBackend {
    // Without a slash, dlopen would search the system's folders, and not this one.
    let place = path.contains("/") ? path : "./" + path
    guard let library = dlopen(place, RTLD_NOW | RTLD_LOCAL) else {
      throw .unusableBackend(path: path, reason: dlerror().map { String(cString: $0) } ?? "it does not load")
    }
    guard let symbol = dlsym(library, RK_BACKEND_ENTRY) else {
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
