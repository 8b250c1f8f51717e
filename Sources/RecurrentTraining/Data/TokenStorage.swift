import RecurrentLayers

/// Token ids in order, wherever they are kept: in an array, or where there is room for more than memory holds.
public protocol TokenStorage: Sendable {
  var count: Int { get }

  /// The tokens at these places.
  func tokens(in range: Range<Int>) -> [Int32]
}

extension Array: TokenStorage where Element == Int32 {
  public func tokens(in range: Range<Int>) -> [Int32] { Array(self[range]) }
}

/// A part of stored tokens, counted from its own start.
public struct TokenRange: TokenStorage {
  private let whole: any TokenStorage
  private let range: Range<Int>

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
