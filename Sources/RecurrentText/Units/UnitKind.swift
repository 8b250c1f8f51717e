/// The units that text can be cut into, before any text is seen: ``TextUnit`` without what is learnt.
public enum UnitKind: String, Sendable, Hashable, CaseIterable, Codable {
  /// Unicode scalars.
  case character
  /// Words between white space.
  case word
  /// Hangul letters, else Unicode scalars.
  case jamo
  /// Frequent sequences of bytes.
  case bytePair
}

extension TextUnit {
  /// Which kind of unit it is.
  public var kind: UnitKind {
    switch self {
    case .character: .character
    case .word: .word
    case .jamo: .jamo
    case .bytePair: .bytePair
    }
  }
}
