internal import CKernels

/// What is compiled in on the C side.
enum BuiltInBackends {
  static let native = CBackend.builtIn(rk_backend_native())
  static let blas = CBackend.builtIn(rk_backend_blas())

  /// The native kernels held to one instruction set; nil where this machine or this build does not have it.
  static func native(instructionSet: String) -> CBackend? {
    rk_backend_native_isa(instructionSet).map(CBackend.builtIn)
  }

  static var defaultThreads: Int { Int(rk_default_threads()) }

  static var threadRuntime: String { String(cString: rk_thread_runtime()) }

  static var blasLibrary: String { rk_blas_library().map { String(cString: $0) } ?? "" }
}

extension CBackend {
  /// A table of our own is right, or the build is broken.
  fileprivate static func builtIn(_ table: UnsafePointer<rk_backend>) -> CBackend {
    do {
      return try CBackend(table: table, path: "built-in")
    } catch {
      fatalError("\(error)")
    }
  }
}
