import Recurrent
import RecurrentFoundation

/// An error as its user sees it: what and where, how to mend it, and the process's exit code.
struct Failure: Error {
  var status: ExitStatus
  /// One line: what is wrong, and where.
  var message: String
  /// One line: how to mend it.
  var hint: String?

  /// The same, and where.
  func at(_ place: String) -> Failure {
    Failure(status: status, message: "\(place): \(message)", hint: hint)
  }

  /// The same, and what there is to go on with.
  func adding(_ remainder: String) -> Failure {
    Failure(status: status, message: "\(message); \(remainder)", hint: hint)
  }

  /// The same, and how to mend it.
  func hinting(_ hint: String?) -> Failure {
    Failure(status: status, message: message, hint: hint)
  }

  /// Says what went wrong and ends the process.
  func exit() -> Never {
    let voice = Console.isMuted ? "rank \(MPICommunicator.startedRank): " : ""
    Console.complain("\(voice)error: \(message)")
    if let hint, !Console.isMuted { Console.complain("hint: \(hint)") }
    systemExit(status.rawValue)
  }
}

/// `exit(3)`, under a name that ``Failure/exit()`` does not hide.
private func systemExit(_ code: Int32) -> Never {
  exit(code)
}
