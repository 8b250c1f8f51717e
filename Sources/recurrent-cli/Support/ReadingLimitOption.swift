import ArgumentParser
import Recurrent

/// How much a file from elsewhere may make the program hold.
struct ReadingLimitOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What a file may take in memory. Unless given, 16 GiB or what the machine has.", valueName: "bytes"))
  var maxBytes: Int?

  var bytes: Int { maxBytes ?? ReadingLimit.bytes }

  func validate() throws {
    if let maxBytes { try OptionRange.check(maxBytes >= 1, "--max-bytes", maxBytes, "at least 1") }
  }
}
