import RecurrentFoundation
import RecurrentReports
import Synchronization

/// The process's two voices: results go to standard output, talk goes to standard error.
///
/// Results that cannot be written end the process with a message. A reader that has gone away (`| head`) ends it quietly,
/// as it does any filter: by SIGPIPE, also where whoever started it ignores that.
enum Console {
  /// Whether only errors are said: of several processes that do one thing, one has a voice.
  static var isMuted: Bool {
    get { muted.load(ordering: .relaxed) }
    set { muted.store(newValue, ordering: .relaxed) }
  }
  private static let muted = Atomic(false)

  /// Writes a line of results.
  static func print(_ line: String) {
    write(line + "\n")
  }

  /// Writes results as they are, at once: a stream of text must not wait in a buffer.
  static func write(_ text: String) {
    do {
      try writeAll(text, to: STDOUT_FILENO)
    } catch let error as FileError where error.code == EPIPE {
      StandardStreams.endByClosedPipe()
    } catch {
      Failure(error).exit()
    }
  }

  /// Writes a line of results of work that has something to save before it ends.
  ///
  /// - Throws: `FileError`, also where the reader has gone away.
  static func printOrThrow(_ line: String) throws {
    if !isMuted { try writeAll(line + "\n", to: STDOUT_FILENO) }
  }

  /// Writes a line of talk.
  static func talk(_ line: String) {
    if !isMuted { try? writeAll(line + "\n", to: STDERR_FILENO) }
  }

  /// Writes a line about what went wrong.
  static func complain(_ line: String) {
    try? writeAll(line + "\n", to: STDERR_FILENO)
  }

  /// Redraws the terminal's current line of talk with as much as has room. The last column stays free: some terminals go
  /// to the next line as soon as it is written to.
  static func redraw(_ line: TerminalLine) {
    try? writeAll("\r" + line.text(columns: max(1, width - 1)) + "\u{1B}[K", to: STDERR_FILENO)
  }

  /// Whether talk goes to a terminal, where a line may be redrawn.
  static var talksToTerminal: Bool { !isMuted && isatty(STDERR_FILENO) == 1 }

  private static var width: Int {
    var size = winsize()
    let known = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return known ? Int(size.ws_col) : 80
  }

  private static func writeAll(_ text: String, to descriptor: Int32) throws {
    var text = text
    try text.withUTF8 { bytes in
      try StandardStreams.write(UnsafeRawBufferPointer(bytes), to: descriptor)
    }
  }
}
