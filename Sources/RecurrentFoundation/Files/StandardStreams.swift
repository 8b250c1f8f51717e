/// The three descriptors that a process begins with.
package enum StandardStreams {
  /// Sees to it that a file opened later is not taken for one of them: a process may be started without. What was missing
  /// can then be neither read nor written.
  package static func occupy() {
    for descriptor in 0...2 where fcntl(Int32(descriptor), F_GETFD) < 0 {
      // The lowest free number is taken, which is this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// A file of the first name is `./-`.
  package static func namesOutput(_ path: String) -> Bool { path == "-" || path == "/dev/stdout" }

  /// Lets a write to a reader that has gone away fail, where it would end the process.
  package static func failOnClosedPipe() { signal(SIGPIPE, SIG_IGN) }

  /// Ends the process as a write to a reader that has gone away does, also where whoever started it ignores or blocks that
  /// signal.
  package static func endByClosedPipe() -> Never {
    signal(SIGPIPE, SIG_DFL)
    var pipe = sigset_t()
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    pthread_sigmask(SIG_UNBLOCK, &pipe, nil)
    raise(SIGPIPE)
    exit(128 + SIGPIPE)
  }

  /// Writes all bytes, and waits where the descriptor cannot take them at once.
  ///
  /// - Throws: The reason. A reader that has gone away is EPIPE, where the process does not end by it.
  package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(FileError) {
    var rest = bytes
    while let start = rest.baseAddress, !rest.isEmpty {
      let count = systemWrite(descriptor, start, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno == EAGAIN {
        waitUntilReady(descriptor, for: POLLOUT)
      } else if errno != EINTR {
        throw .last(descriptor == STDOUT_FILENO ? "standard output" : "standard error", "write")
      }
    }
  }

  /// Waits until a descriptor can be read or written, or is at its end.
  static func waitUntilReady(_ descriptor: Int32, for events: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    _ = poll(&request, 1, -1)
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
