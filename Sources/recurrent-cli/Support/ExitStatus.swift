import ArgumentParser

/// What the process's exit code says. The numbers are those of BSD's `sysexits.h`; `--help` prints this table.
enum ExitStatus: Int32, CaseIterable {
  case success = 0
  case usage = 64
  case unusableData = 65
  case noInput = 66
  case numericFailure = 70
  case machine = 71
  case cannotCreate = 73
  case inputOutput = 74
  case busy = 75
  case hungUp = 129
  case interrupted = 130
  case closedPipe = 141
  case terminated = 143

  var meaning: String {
    switch self {
    case .success: "done"
    case .usage: "an option is unknown, missing or out of its range"
    case .unusableData: "a text, prompt, model or kernel library that cannot be used"
    case .noInput: "a file that is missing, unreadable or not a file"
    case .numericFailure: "the loss stopped being a number, or ended above that of guessing"
    case .machine: "the machine refused memory or open files, or cannot run the kernels"
    case .cannotCreate: "the output cannot be written where it was asked for"
    case .inputOutput: "reading or writing failed half-way"
    case .busy: "another training goes on in the folder: later it can be done"
    case .hungUp: "stopped as its terminal was closed (SIGHUP)"
    case .interrupted: "stopped by Ctrl-C"
    case .closedPipe: "whoever read its output went away (SIGPIPE)"
    case .terminated: "stopped by SIGTERM"
    }
  }

  /// The table as `--help` shows it.
  static var table: String {
    let rows = allCases.map { status in
      let code = String(status.rawValue)
      return "  " + code + String(repeating: " ", count: 5 - code.count) + status.meaning
    }
    return (["EXIT CODES:"] + rows).joined(separator: "\n")
  }
}
