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

  /// Appends up to `count` bytes to `buffer`; returns how many, 0 at the end of the file.
  func read(upTo count: Int, into buffer: inout [UInt8]) throws(TextFileError) -> Int {
    let start = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: count))
    var received = -1
    repeat {
      received = buffer.withUnsafeMutableBytes { Self.systemRead(descriptor, $0.baseAddress! + start, count) }
    } while received < 0 && errno == EINTR
    guard received >= 0 else { throw .unreadable(path: path, reason: Self.lastError) }
    buffer.removeLast(count - received)
    return received
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
