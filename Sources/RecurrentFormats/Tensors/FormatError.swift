import RecurrentFoundation

/// Why a file of tensors is not read, or not written: what, where, and how to mend it.
public struct FormatError: Error, Equatable, Sendable {
  /// The file, and the part of it.
  public let origin: String
  /// What is wrong with it.
  public let problem: Problem

  /// What can be wrong with a file.
  public enum Problem: Error, Equatable, Sendable {
    /// The file breaks its own format: it is damaged, or another.
    case malformed(String)
    /// The file is sound, but has something that is not read; what to do about it stands there too.
    case unsupported(String)
    /// What it declares is more than may be read at once.
    case tooLarge(bytes: Int, limit: Int)
    /// What was asked for is not there.
    case missing(String, known: [String])
  }
}

extension FormatError: CustomStringConvertible {
  public var description: String { "\(origin.visible(400)): \(problem)" }
}

extension FormatError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let reason), .unsupported(let reason): reason
    case .tooLarge(let bytes, let limit):
      "it declares \(bytes) bytes, more than the \(limit) that are read: allow more if the file is to be trusted"
    case .missing(let name, let known):
      "\(name.quoted) is missing; there is \(known.isEmpty ? "nothing" : known.quoted)"
    }
  }
}

extension ByteRegion {
  func malformed(_ reason: String) -> FormatError { FormatError(origin: origin, problem: .malformed(reason)) }
  func unsupported(_ reason: String) -> FormatError { FormatError(origin: origin, problem: .unsupported(reason)) }
}
