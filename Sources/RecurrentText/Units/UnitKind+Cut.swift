extension UnitKind {
  /// Where the beginning of a text can be cut off so that both parts have the units of the whole, as late as can be told;
  /// nil: nowhere.
  func lastCut(in bytes: [UInt8]) -> Int? {
    let cut =
      switch self {
      case .character, .jamo: bytes.count - UTF8Validation.incompleteTailLength(of: bytes)
      case .word: bytes.lastIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } ?? 0
      case .bytePair: Self.lastPieceEnd(in: bytes)
      }
    return cut > 0 ? cut : nil
  }

  /// Where a piece ends depends on it and, at most, on a space and a scalar after it.
  private static func lastPieceEnd(in bytes: [UInt8]) -> Int {
    let lookahead = 8
    var end = 0
    for piece in TextPieces(bytes) {
      guard piece.endIndex <= bytes.count - lookahead else { break }
      end = piece.endIndex
    }
    return end
  }
}
