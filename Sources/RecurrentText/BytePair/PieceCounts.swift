/// How often each piece of text was seen that byte pairs are merged within.
struct PieceCounts: Sendable {
  private(set) var counts: [ArraySlice<UInt8>: Int] = [:]

  mutating func add(_ bytes: some Collection<UInt8>) {
    for piece in TextPieces(bytes) {
      // A copy, since a slice would keep the whole text alive.
      if counts[piece] == nil { counts[ArraySlice(Array(piece))] = 1 } else { counts[piece]! += 1 }
    }
  }
}
