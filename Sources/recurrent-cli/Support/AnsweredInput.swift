import Recurrent
import RecurrentFoundation

/// Input that is answered line by line.
enum AnsweredInput {
  /// Lets `answer` read it. To nothing there is nothing to answer, which is no error.
  static func read(_ path: String, _ answer: () throws -> Void) throws {
    do {
      try answer()
    } catch let error as TextFileError {
      // A file of a folder is not all that there is.
      guard case .empty(let empty) = error, empty == path || KeptInput.namesStandardInput(path) else { throw error }
    }
  }
}
