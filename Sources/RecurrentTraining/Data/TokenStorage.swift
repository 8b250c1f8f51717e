import RecurrentLayers

/// Token ids in order, wherever they are kept: in an array, or where there is room for more than memory holds.
public protocol TokenStorage: Sendable {
  /// The number of tokens.
  var count: Int { get }

  /// The tokens at these places.
  func tokens(in range: Range<Int>) -> [Int32]
}

extension TokenStorage {
  /// All tokens in order, as many at a time as memory holds well.
  package func forEachPiece<Failure: Error>(_ body: ([Int32]) throws(Failure) -> Void) throws(Failure) {
    let size = 1 << 16
    for start in stride(from: 0, to: count, by: size) { try body(tokens(in: start..<min(start + size, count))) }
  }

  /// Checks that every token is 0 ..< `count`.
  ///
  /// - Throws: ``DataError/unknownToken(_:example:tokens:)``, with the token's place.
  package func requireTokens(below count: Int) throws(DataError) {
    var place = 0
    try forEachPiece { (tokens) throws(DataError) in
      if let wrong = tokens.firstIndex(where: { $0 < 0 || $0 >= count }) {
        throw .unknownToken(Int(tokens[wrong]), example: place + wrong, tokens: count)
      }
      place += tokens.count
    }
  }
}

extension Array: TokenStorage where Element == Int32 {
  public func tokens(in range: Range<Int>) -> [Int32] { Array(self[range]) }
}

/// A part of stored tokens, counted from its own start.
public struct TokenRange: TokenStorage {
  private let whole: any TokenStorage
  private let range: Range<Int>

  /// The tokens of `whole` in this range.
  public init(_ range: Range<Int>, of whole: any TokenStorage) {
    check(
      range.lowerBound >= 0 && range.upperBound <= whole.count, "TokenRange", "range", expected: "0...\(whole.count)",
      got: range)
    (self.whole, self.range) = (whole, range)
  }

  public var count: Int { range.count }

  public func tokens(in range: Range<Int>) -> [Int32] {
    let start = self.range.lowerBound
    return whole.tokens(in: (start + range.lowerBound)..<(start + range.upperBound))
  }
}
