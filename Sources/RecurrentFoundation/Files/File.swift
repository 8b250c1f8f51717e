import Synchronization

/// An open file or folder. With `FileSystem` the only place that calls the operating system for files.
package final class File: Sendable {
  package let path: String
  private let descriptor: Int32
  /// Standard input stays open.
  private let closes: Bool
  /// A kept input, whose descriptor this is, and how far it is read; nil: as far as the descriptor is.
  private let kept: (file: File, place: Place)?

  private init(
    path: String, descriptor: Int32, closes: Bool = true, kept: (file: File, place: Place)? = nil
  ) {
    (self.path, self.descriptor, self.closes, self.kept) = (path, descriptor, closes, kept)
  }

  private convenience init(path: String, flags: Int32) throws(FileError) {
    let isRefused = flags & O_CREAT != 0 && DiskChange.createFile(path).isRefused()
    let descriptor = isRefused ? -1 : open(path, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .last(path, flags & O_CREAT == 0 ? "open" : "create") }
    self.init(path: path, descriptor: descriptor)
  }

  deinit {
    if closes { close(descriptor) }
  }

  /// Opens a file for reading.
  package convenience init(reading path: String) throws(FileError) {
    // Without O_NONBLOCK a named pipe would keep us waiting for a writer.
    try self.init(path: path, flags: O_RDONLY | O_NONBLOCK)
    guard try status().st_mode & S_IFMT == S_IFREG else {
      throw FileError(path: path, operation: "read", reason: "not a regular file", code: EINVAL)
    }
  }

  /// Opens anything that can be read from its start to its end: what was kept of an input, standard input as it is where
  /// the path is `-`, or a file. A named pipe waits for its writer.
  package convenience init(streaming path: String) throws(FileError) {
    let isStandardInput = Self.namesStandardInput(path)
    let name = isStandardInput ? "standard input" : path
    if let kept = KeptInput.file(at: path) {
      self.init(path: name, descriptor: kept.descriptor, closes: false, kept: (kept, Place()))
      return
    } else if isStandardInput {
      self.init(path: name, descriptor: STDIN_FILENO, closes: false)
    } else {
      try self.init(path: path, flags: O_RDONLY)
    }
    guard try status().st_mode & S_IFMT != S_IFDIR else {
      throw FileError(path: path, operation: "read", reason: "a folder", code: EISDIR)
    }
  }

  /// How far a kept input is read by one of its readers.
  private final class Place: Sendable {
    let offset = Mutex(0)
  }

  /// A file of such a name is `./-`.
  static func namesStandardInput(_ path: String) -> Bool { path == "-" || path == "/dev/stdin" }

  /// Makes a new file for writing.
  package convenience init(creating path: String) throws(FileError) {
    try self.init(path: path, flags: O_WRONLY | O_CREAT | O_EXCL)
  }

  /// Opens a file for writing, and makes it where it is not there.
  package convenience init(updating path: String) throws(FileError) {
    try self.init(path: path, flags: O_WRONLY | O_CREAT)
  }

  /// Makes a file for writing and reading that has no name, and goes when it is closed. Errors name the folder.
  package convenience init(namelessIn folder: String) throws(FileError) {
    var template = Array((folder + "/recurrent-XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .last(folder, "create a file") }
    self.init(path: folder, descriptor: descriptor)
    guard unlink(template) == 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
      throw .last(folder, "create a file")
    }
  }

  /// Opens a folder, to lock it or to make what happened in it last.
  package convenience init(folder path: String) throws(FileError) {
    try self.init(path: path, flags: O_RDONLY | O_DIRECTORY)
  }

  /// The size in bytes.
  package func size() throws(FileError) -> Int { Int(try status().st_size) }

  private func status() throws(FileError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .last(path, "read") }
    return status
  }

  /// Fills `buffer` from the bytes at `offset`; fewer only where the file ends. Returns how many.
  package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) -> Int {
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

  /// The first `count` bytes, at least one, as memory that nothing can write to. `unmap` gives it back.
  func map(_ count: Int) throws(FileError) -> UnsafeMutableRawPointer {
    guard let memory = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED else {
      throw .last(path, "read")
    }
    return memory
  }

  static func unmap(_ memory: UnsafeMutableRawPointer, _ count: Int) { munmap(memory, count) }

  /// Whether there is something to read now, or the end: reading does not wait.
  package var isReady: Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) != 0
  }

  /// The next bytes, at most `count`; none at the end.
  package func read(upTo count: Int) throws(FileError) -> [UInt8] {
    if let place = kept?.place { return try read(upTo: count, from: place) }
    var failed = false
    // Not filled with zeros first: built for debugging, that would take longer than reading.
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, received in
      var result: Int
      repeat {
        result = systemRead(descriptor, buffer.baseAddress!, count)
        if result < 0 && errno == EAGAIN { StandardStreams.waitUntilReady(descriptor, for: POLLIN) }
      } while result < 0 && (errno == EINTR || errno == EAGAIN)
      failed = result < 0
      received = max(0, result)
    }
    if failed { throw .last(path, "read") }
    return bytes
  }

  private func read(upTo count: Int, from place: Place) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try place.offset.withLock { offset throws(FileError) in
      let start = offset
      let received = try bytes.withUnsafeMutableBufferPointer { bytes throws(FileError) in
        try read(into: UnsafeMutableRawBufferPointer(bytes), at: start)
      }
      bytes.removeLast(count - received)
      offset += received
    }
    return bytes
  }

  /// Writes all bytes.
  ///
  /// - Parameter offset: where they begin; nil: behind those written before.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int? = nil) throws(FileError) {
    let isRefused = DiskChange.write(path).isRefused()
    let (code, count) = (errno, isRefused ? bytes.count / 2 : bytes.count)
    try writeAll(UnsafeRawBufferPointer(rebasing: bytes[..<count]), at: offset)
    errno = code
    if isRefused { throw .last(path, "write") }
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer, at offset: Int?) throws(FileError) {
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

  /// Cuts the file off, or fills it up with zeros.
  package func truncate(to size: Int) throws(FileError) {
    guard !DiskChange.truncate(path).isRefused(), ftruncate(descriptor, off_t(size)) == 0 else {
      throw .last(path, "write")
    }
  }

  /// Waits until what was written is on the disk. A file system that cannot do that (EINVAL) is taken at its word.
  package func synchronize() throws(FileError) {
    guard !DiskChange.synchronize(path).isRefused(), fsync(descriptor) == 0 || errno == EINVAL else {
      throw .last(path, "write")
    }
  }

  /// Waits for the right to change this folder, held until the last reference goes. Where the file system has no locks
  /// there is none.
  package func lock() {
    while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
  }

  /// Takes the right to a file, held until the last reference goes, unless another has it.
  ///
  /// - Parameter shared: whether others may take it so too.
  func tryLock(shared: Bool = false) -> Bool {
    while flock(descriptor, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
      if errno != EINTR { return errno != EWOULDBLOCK }
    }
    return true
  }

  /// Whether this is what the path leads to.
  func isNamed(_ path: String) throws(FileError) -> Bool {
    let own = try status()
    var named = stat()
    return stat(path, &named) == 0 && own.st_dev == named.st_dev && own.st_ino == named.st_ino
  }
}

private func systemRead(_ descriptor: Int32, _ destination: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, destination, count)
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

extension FileError {
  /// The reason of the system call that just failed.
  package static func last(_ path: String, _ operation: String) -> FileError {
    let code = errno
    return FileError(path: path, operation: operation, reason: String(cString: strerror(code)), code: code)
  }
}
