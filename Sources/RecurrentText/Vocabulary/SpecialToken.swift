/// A token with a task beside the text: its spelling is its name in a vocabulary.
public enum SpecialToken: String, Sendable, Hashable, CaseIterable, Codable {
  /// Fills short rows of a batch.
  case padding = "<pad>"
  /// Stands for every token that the vocabulary does not have.
  case unknown = "<unk>"
  /// Begins a sequence.
  case beginning = "<bos>"
  /// Ends a sequence; in word units, each newline.
  case end = "<eos>"
}
