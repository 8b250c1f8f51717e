import RecurrentText

/// Why labelled texts and a model do not go together.
public enum LabeledTextError: Error, Equatable, Sendable {
  /// Every text to learn from has the same label, and there is nothing to tell apart.
  case oneLabel(path: String, label: String)
  /// There is no text to learn from; `emptyCount` were empty.
  case noTexts(path: String, emptyCount: Int)
  /// A label that no text to learn from has.
  case unknownLabel(path: String, line: Int, label: String, known: [String])
}

extension LabeledTextError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .oneLabel(let path, let label):
      "\(path): all texts to learn from have the label \(label.quoted), at least two are needed"
    case .noTexts(let path, let emptyCount):
      "\(path): no text to learn from" + (emptyCount > 0 ? ", all \(emptyCount) are empty" : "")
    case .unknownLabel(let path, let line, let label, let known):
      "\(path):\(line): the label \(label.quoted) was not learned; the labels are \(known.quoted)"
    }
  }
}
