import RecurrentFoundation

/// Why a text file cannot be used: which file, where in it, and how to mend it.
public enum TextFileError: Error, Equatable, Sendable {
  /// There is no such file.
  case missing(path: String)
  /// It is a folder.
  case isDirectory(path: String)
  /// It cannot be opened or read; `reason` is the operating system's.
  case unreadable(path: String, reason: String)
  /// Nothing is in it.
  case empty(path: String)
  /// The first byte that is no part of valid UTF-8: its 1-based line and its offset from the start of the file.
  case notUTF8(path: String, line: Int, byteOffset: Int, hint: String?)
  /// A row that does not fit the file's format. `line` is 1-based.
  case malformed(path: String, line: Int, reason: String)
  /// A column that was asked for is not in the header.
  case missingColumn(path: String, name: String, found: [String])
}

extension TextFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): no such file"
    case .isDirectory(let path):
      "\(path): is a directory, not a text file"
    case .unreadable(let path, let reason):
      "\(path): cannot be read: \(reason)"
    case .empty(let path):
      "\(path): the file is empty"
    case .notUTF8(let path, let line, let offset, let hint):
      "\(path):\(line): not UTF-8 at byte \(offset)" + (hint.map { ": \($0)" } ?? ": convert the file to UTF-8")
    case .malformed(let path, let line, let reason):
      "\(path):\(line): \(reason)"
    case .missingColumn(let path, let name, let found):
      "\(path):1: no column \(name.quoted); the columns are \(found.quoted)" + TableFormat.hint(ofHeader: found)
    }
  }
}

extension TextFileError {
  /// What the operating system refused.
  init(_ error: FileError) {
    self =
      switch error.code {
      case ENOENT: .missing(path: error.path)
      case EISDIR: .isDirectory(path: error.path)
      default: .unreadable(path: error.path, reason: error.reason)
      }
  }
}
