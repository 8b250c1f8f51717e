#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An open file, read from its start to its end. The only place of this floor that calls the operating system.
final class InputFile {
  let path: String
  private let descriptor: Int32

  init(path: String) throws(TextFileError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missing(path: path) : .unreadable(path: path, reason: Self.lastError)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: Self.lastError) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .isDirectory(path: path) }
  }

  deinit {
    close(descriptor)
  }

  /// The next bytes of the file, at most `count`; none at its end.
  func read(upTo count: Int) throws(TextFileError) -> [UInt8] {
    var failed = false
    // Not filled with zeros first: built for debugging, that would take longer than reading.
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, received in
      var result: Int
      repeat { result = Self.systemRead(descriptor, buffer.baseAddress!, count) } while result < 0 && errno == EINTR
      failed = result < 0
      received = max(0, result)
    }
    if failed { throw .unreadable(path: path, reason: Self.lastError) }
    return bytes
  }

  private static func systemRead(_ descriptor: Int32, _ destination: UnsafeMutableRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, destination, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, destination, count)
    #else
      Darwin.read(descriptor, destination, count)
    #endif
  }

  private static var lastError: String { String(cString: strerror(errno)) }
}
