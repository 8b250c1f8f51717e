import Foundation

/// A program that a test starts.
///
/// Foundation's `Process` hears of a program's end through a run loop, which misses one now and then where several threads
/// start programs at once. Its `waitUntilExit` then never returns, nor does the run of the tests. Here the system is asked.
public struct ChildProcess: Sendable {
  public let identifier: pid_t

  /// A file that takes the place of one of the tests' own descriptors.
  private struct Redirection {
    let descriptor: Int32
    let path: String
    let flags: Int32
  }

  /// - Parameters:
  ///   - program: its path.
  ///   - arguments: without its name.
  ///   - environment: added to that of the tests.
  ///   - input: a file that it reads as its standard input; nil: the tests' own.
  ///   - output: a file that its standard output is written to, from the beginning; likewise `errors`.
  public init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
    output: String? = nil, errors: String? = nil
  ) throws {
    let redirections = [
      input.map { Redirection(descriptor: 0, path: $0, flags: O_RDONLY) },
      output.map { Redirection(descriptor: 1, path: $0, flags: O_WRONLY | O_CREAT | O_TRUNC) },
      errors.map { Redirection(descriptor: 2, path: $0, flags: O_WRONLY | O_CREAT | O_TRUNC) },
    ].compactMap { $0 }
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
    identifier = try Self.spawn([program] + arguments, variables, redirections)
  }

  public func send(_ signal: Int32) { kill(identifier, signal) }

  /// Waits for its end.
  ///
  /// - Returns: what it exits with, or the signal that has ended it.
  public func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) == -1, errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? status >> 8 & 0xff : signal
  }

  private static func spawn(
    _ arguments: [String], _ variables: [String], _ redirections: [Redirection]
  ) throws -> pid_t {
    #if canImport(Darwin)
      var (actions, attributes): (posix_spawn_file_actions_t?, posix_spawnattr_t?)
    #else
      var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // A shell that runs the tests in the background has Ctrl-C ignored, which a program would inherit.
    var interrupt = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    posix_spawnattr_setsigdefault(&attributes, &interrupt)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    for file in redirections {
      posix_spawn_file_actions_addopen(&actions, file.descriptor, file.path, file.flags, 0o600)
    }
    var identifier: pid_t = 0
    let status = withCStrings(arguments) { arguments in
      withCStrings(variables) { posix_spawn(&identifier, arguments[0]!, &actions, &attributes, arguments, $0) }
    }
    guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: status) ?? .EINVAL) }
    return identifier
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
