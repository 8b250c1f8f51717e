import RecurrentLayers

extension Frozen<Tagger> {
  /// As ``Tagger/tags(of:)``.
  public func tags(of sentences: [[String]]) -> [[String]] { run { $0.tags(of: sentences) } }
}
