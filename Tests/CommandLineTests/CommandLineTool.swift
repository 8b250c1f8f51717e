import Foundation

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
    whileRunning: (Process) throws -> Void = { _ in }
  ) throws -> Result {
    try run(url, arguments, input: input, environment: environment, whileRunning: whileRunning)
  }

  /// Runs a script of bash to its end: it can set up descriptors and limits.
  static func shell(_ script: String, environment: [String: String] = [:]) throws -> Result {
    try run(URL(fileURLWithPath: "/bin/bash"), ["-c", script], environment: environment)
  }

  private static func run(
    _ program: URL, _ arguments: [String], input: String? = nil, environment: [String: String],
    whileRunning: (Process) throws -> Void = { _ in }
  ) throws -> Result {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let (output, errors) = try (scratchFile(), scratchFile())
    defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
    // Files, not pipes: a full pipe would stop the process.
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    let inputFile = try input.map { text in
      let file = try scratchFile()
      try Data(text.utf8).write(to: file)
      process.standardInput = try FileHandle(forReadingFrom: file)
      return file
    }
    defer { inputFile.map { try? FileManager.default.removeItem(at: $0) } }
    try process.run()
    try whileRunning(process)
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  static var path: String { url.path }

  /// The tests' executable lies beside it.
  private static var url: URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("recurrent")
  }

  private static func scratchFile() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data().write(to: url)
    return url
  }
}
