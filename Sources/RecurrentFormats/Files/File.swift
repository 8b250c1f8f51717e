#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An open file or folder. With `FileSystem` the only place of this floor that calls the operating system.
final class File: Sendable {
  let path: String
  private let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    (self.path, self.descriptor) = (path, descriptor)
  }

  private convenience init(path: String, flags: Int32) throws(FileError) {
    let descriptor = open(path, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .last(path, flags & O_CREAT == 0 ? "open" : "create") }
    self.init(path: path, descriptor: descriptor)
  }

  deinit {
    close(descriptor)
  }

  /// Opens a file for reading.
  convenience init(reading path: String) throws(FileError) {
    // Without O_NONBLOCK a named pipe would keep us waiting for a writer.
    try self.init(path: path, flags: O_RDONLY | O_NONBLOCK)
    guard try status().st_mode & S_IFMT == S_IFREG else {
      throw FileError(path: path, operation: "read", reason: "not a regular file", code: EINVAL)
    }
  }

  /// Makes a new file for writing.
  convenience init(creating path: String) throws(FileError) {
    try self.init(path: path, flags: O_WRONLY | O_CREAT | O_EXCL)
  }

  /// Makes a file for writing and reading that has no name, and goes when it is closed. Errors name the folder.
  convenience init(namelessIn folder: String) throws(FileError) {
    var template = Array((folder + "/recurrent-XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .last(folder, "create a file") }
    self.init(path: folder, descriptor: descriptor)
    guard unlink(template) == 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
      throw .last(folder, "create a file")
    }
  }

  /// Opens a folder, to lock it or to make what happened in it last.
  convenience init(folder path: String) throws(FileError) {
    try self.init(path: path, flags: O_RDONLY | O_DIRECTORY)
  }

  /// The size in bytes.
  func size() throws(FileError) -> Int { Int(try status().st_size) }

  private func status() throws(FileError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .last(path, "read") }
    return status
  }

  /// Fills `buffer` from the bytes at `offset`; fewer only where the file ends. Returns how many.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) -> Int {
    var done = 0
    while done < buffer.count {
      let received = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
      if received < 0 && errno == EINTR { continue }
      guard received >= 0 else { throw .last(path, "read") }
      if received == 0 { break }
      done += received
    }
    return done
  }

  /// Writes all bytes.
  ///
  /// - Parameter offset: where they begin; nil: behind those written before.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int? = nil) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let (rest, count) = (bytes.baseAddress! + done, bytes.count - done)
      let written =
        offset.map { pwrite(descriptor, rest, count, off_t($0 + done)) } ?? systemWrite(descriptor, rest, count)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw .last(path, "write") }
      done += written
    }
  }

  /// Waits until what was written is on the disk. A file system that cannot do that (EINVAL) is taken at its word.
  func synchronize() throws(FileError) {
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw .last(path, "write") }
  }

  /// Waits for the right to change this folder, held until the last reference goes. Where the file system has no locks
  /// there is none.
  func lock() {
    while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

extension FileError {
  /// The reason of the system call that just failed.
  static func last(_ path: String, _ operation: String) -> FileError {
    let code = errno
    return FileError(path: path, operation: operation, reason: String(cString: strerror(code)), code: code)
  }
}
