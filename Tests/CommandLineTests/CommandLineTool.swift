import Foundation
import TestSupport

/// The built `recurrent`, run as its users run it.
enum CommandLineTool {
  struct Result {
    var status: Int32
    var output: String
    var errors: String

    /// The output's lines.
    var lines: [Substring] { output.split(separator: "\n") }

    /// A line of the output as JSON; the last where none is named.
    func json(line: Int? = nil) throws -> [String: Any] {
      let text = lines[line ?? lines.count - 1].data(using: .utf8) ?? Data()
      return try JSONSerialization.jsonObject(with: text) as? [String: Any] ?? [:]
    }
  }

  /// Runs a command to its end.
  ///
  /// - Parameter input: what it reads from its standard input; nil: it has the tests'.
  static func run(
    _ arguments: [String], input: String? = nil, environment: [String: String] = [:],
    whileRunning: (ChildProcess) throws -> Void = { _ in }
  ) throws -> Result {
    try run(path, arguments, input: input, environment: environment, whileRunning: whileRunning)
  }

  /// Runs a script of bash to its end: it can set up descriptors and limits.
  static func shell(_ script: String, environment: [String: String] = [:]) throws -> Result {
    try run("/bin/bash", ["-c", script], environment: environment)
  }

  private static func run(
    _ program: String, _ arguments: [String], input: String? = nil, environment: [String: String],
    whileRunning: (ChildProcess) throws -> Void = { _ in }
  ) throws -> Result {
    // Files, not pipes: a full pipe would stop the process.
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let (output, errors) = (folder.path("output"), folder.path("errors"))
    let process = try ChildProcess(
      program, arguments, environment: environment, input: try input.map { try folder.write($0, to: "input") },
      output: output, errors: errors)
    // A test that gives up leaves no program behind.
    do { try whileRunning(process) } catch {
      process.send(SIGKILL)
      _ = process.wait()
      throw error
    }
    let status = process.wait()
    return Result(
      status: status, output: try String(contentsOfFile: output, encoding: .utf8),
      errors: try String(contentsOfFile: errors, encoding: .utf8))
  }

  /// The tests' executable lies beside it.
  static let path = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("recurrent").path
}
