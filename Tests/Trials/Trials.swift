import Foundation

/// What is tried on programs rather than by tests: they are killed (Tests/Resume/run), and run for long (Tests/Soak/run).
@main
enum Trials {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.first, arguments.dropFirst().first) {
    case ("fit", let folder?): try FitTrial.run(into: folder, threads: arguments.last.flatMap { Int($0) } ?? 1)
    case ("soak", nil): try await Soak.run()
    default: fatalError("usage: trials fit FOLDER THREADS | trials soak")
    }
  }
}
