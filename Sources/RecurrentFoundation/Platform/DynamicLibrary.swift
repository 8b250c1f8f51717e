/// A shared library that was loaded while the program runs. It stays loaded until the process ends, because others may
/// still run its code.
package struct DynamicLibrary {
  private let handle: UnsafeMutableRawPointer

  /// Loads it, which runs its initialisers.
  ///
  /// - Throws: ``Refusal``: the system's words.
  package init(path: String) throws(Refusal) {
    // Without a slash, dlopen would search the system's folders, and not this one.
    let place = path.contains("/") ? path : "./" + path
    guard let handle = dlopen(place, RTLD_NOW | RTLD_LOCAL) else {
      throw Refusal(reason: dlerror().map { String(cString: $0) } ?? "it does not load")
    }
    self.handle = handle
  }

  /// What it exports under a name; nil: nothing.
  package subscript(symbol: String) -> UnsafeMutableRawPointer? { dlsym(handle, symbol) }

  package struct Refusal: Error {
    package let reason: String
  }
}
