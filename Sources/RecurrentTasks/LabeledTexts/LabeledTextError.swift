import RecurrentFoundation
import RecurrentText

/// Why labelled texts and a model do not go together.
public enum LabeledTextError: Error, Equatable, Sendable {
  /// A classifier that is to answer together with another knows other labels than that one, `expected`.
  case differentLabels(model: String, labels: [String], expected: [String])
  /// Every text to learn from has the same label, and there is nothing to tell apart.
  case oneLabel(path: String, label: String)
  /// There is no text to learn from or to measure; `emptyCount` were empty.
  case noTexts(path: String, emptyCount: Int)
  /// A label that no text to learn from has.
  case unknownLabel(path: String, line: Int, label: String, known: [String])
}

extension LabeledTextError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .differentLabels(let model, let labels, let expected):
      "\(model): classifiers that answer together must know the same labels; "
        + Self.difference(of: labels, from: expected)
    case .oneLabel(let path, let label):
      "\(path): all texts to learn from have the label \(label.quoted), at least two are needed"
    case .noTexts(let path, let emptyCount):
      "\(path): there is no text in it" + (emptyCount > 0 ? ", all \(emptyCount) are empty" : "")
    case .unknownLabel(let path, let line, let label, let known):
      "\(path):\(line): the label \(label.quoted) was not learned; the labels are \(known.quoted)"
    }
  }

  private static func difference(of labels: [String], from expected: [String]) -> String {
    let lacking = expected.filter { !labels.contains($0) }
    let additional = labels.filter { !expected.contains($0) }
    return [
      lacking.isEmpty ? nil : "this one lacks \(lacking.quoted)",
      additional.isEmpty ? nil : "the first lacks \(additional.quoted)",
    ].compactMap(\.self).joined(separator: ", ")
  }
}
