extension Vocabulary {
  /// Tokens that only the form of their characters tells apart, and the form in which they are one.
  package var alikeTokens: [(tokens: [String], form: NormalizationForm)] {
    var seen: Set<String> = []
    return NormalizationForm.allCases.flatMap { form in
      Dictionary(grouping: tokens) { $0.normalized(form) }.sorted { $0.key < $1.key }.compactMap { name, tokens in
        tokens.count > 1 && seen.insert(name).inserted ? (tokens, form) : nil
      }
    }
  }
}
