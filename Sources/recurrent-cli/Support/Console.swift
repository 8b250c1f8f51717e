import RecurrentFoundation

/// The process's two voices: results go to standard output, talk goes to standard error.
enum Console {
  /// Writes a line of results.
  static func print(_ line: String) {
    write(line + "\n")
  }

  /// Writes results as they are, at once: a stream of text must not wait in a buffer.
  static func write(_ text: String) {
    writeAll(text, to: STDOUT_FILENO)
  }

  /// Writes a line of talk.
  static func talk(_ line: String) {
    writeAll(line + "\n", to: STDERR_FILENO)
  }

  /// Redraws the terminal's current line of talk, cut to its width.
  static func redraw(_ line: String) {
    writeAll("\r" + line.prefix(max(1, width - 1)) + "\u{1B}[K", to: STDERR_FILENO)
  }

  /// Whether talk goes to a terminal, where a line may be redrawn.
  static var talksToTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  private static var width: Int {
    var size = winsize()
    let known = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return known ? Int(size.ws_col) : 80
  }

  /// A reader that has gone away (`| head`) ends the process quietly, as it does any filter: SIGPIPE's default.
  private static func writeAll(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while let start = rest.baseAddress, !rest.isEmpty {
        let count = systemWrite(descriptor, start, rest.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }
}

/// `write(2)`, under a name that ``Console/write(_:)`` does not hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
