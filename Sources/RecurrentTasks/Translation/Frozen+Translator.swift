import RecurrentLayers

extension Frozen<Translator> {
  /// As ``Translator/translations(of:search:)``.
  public func translations(of texts: [String], search: BeamSearch = BeamSearch()) throws -> [String] {
    try run { try $0.translations(of: texts, search: search) }
  }

  /// As ``Translator/attention(to:search:)``.
  public func attention(
    to text: String, search: BeamSearch = BeamSearch()
  ) throws -> (translation: String, map: AttentionMap) {
    try run { try $0.attention(to: text, search: search) }
  }
}
