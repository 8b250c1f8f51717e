/// The end of a sequence that padding or truncating works at.
public enum SequenceEnd: String, Sendable, Codable, CaseIterable {
  /// At the beginning, or at the end.
  case pre, post
}

/// Makes sequences equally long, as Keras's `pad_sequences`.
///
/// ```swift
/// padSequences([[1, 2, 3], [3, 4, 5, 6], [7, 8]], maxLength: 3)  // [[1, 2, 3], [4, 5, 6], [0, 7, 8]]
/// ```
///
/// - Parameters:
///   - maxLength: the length of every result (Keras: `maxlen`); nil: that of the longest sequence.
///   - padding: the end at which short sequences are filled up.
///   - truncating: the end at which long sequences are cut.
///   - value: what fills up.
public func padSequences<Element>(
  _ sequences: [[Element]], maxLength: Int? = nil, padding: SequenceEnd = .pre, truncating: SequenceEnd = .pre,
  value: Element
) -> [[Element]] {
  precondition(maxLength ?? 0 >= 0, "padSequences: maxLength must not be negative, got \(maxLength ?? 0)")
  let length = maxLength ?? sequences.map(\.count).max() ?? 0
  return sequences.map { sequence in
    let kept = truncating == .pre ? sequence.suffix(length) : sequence.prefix(length)
    let fill = Array(repeating: value, count: length - kept.count)
    return padding == .pre ? fill + kept : kept + fill
  }
}

/// Makes sequences of numbers equally long, filling up with zeros.
public func padSequences<Element: Numeric>(
  _ sequences: [[Element]], maxLength: Int? = nil, padding: SequenceEnd = .pre, truncating: SequenceEnd = .pre
) -> [[Element]] {
  padSequences(sequences, maxLength: maxLength, padding: padding, truncating: truncating, value: 0)
}
