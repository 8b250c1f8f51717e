import ArgumentParser
import Recurrent
import RecurrentFoundation

/// How a file of pairs is read.
struct PairOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What stands between the two texts of a line. The default is a tab.", valueName: "s"))
  var separator: String?

  func pairs(_ path: String) -> TextPairs { TextPairs(path: path, separator: separator ?? "\t") }

  var conditions: [TrainingCondition] { [.option("separator", separator ?? "a tab")] }

  func validate() throws {
    guard separator != "" else { throw ValidationError("--separator must not be empty.") }
  }
}

extension Console {
  /// What was left out must not go unnoticed.
  static func noteTooLong(_ count: Int, in path: String) {
    guard count > 0 else { return }
    talk("note: \(path): pairs left out as too long (--max-length): \(Figures.count(count))")
  }
}
