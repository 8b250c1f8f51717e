import RecurrentFoundation

/// How often each token was seen: what a vocabulary is made from.
public struct TokenCounts: Sendable {
  private var counts: [TokenKey: Int] = [:]
  /// Tokens seen, repetitions included.
  public private(set) var total = 0

  /// Nothing counted yet.
  public init() {}

  /// Counts each of them.
  public init(_ tokens: some Sequence<String>) {
    add(contentsOf: tokens)
  }

  /// How many different tokens were seen.
  public var distinct: Int { counts.count }

  /// How often `token` was seen.
  public subscript(token: String) -> Int { counts[TokenKey(token)] ?? 0 }

  /// Counts a token so often.
  public mutating func add(_ token: String, count: Int = 1) {
    counts[TokenKey(token), default: 0] += count
    total += count
  }

  /// Counts each of them.
  public mutating func add(contentsOf tokens: some Sequence<String>) {
    for token in tokens { add(token) }
  }

  /// Counts each scalar of a text as a token: many times as fast as one by one.
  mutating func add(scalarsOf text: String) {
    var scalars: [Unicode.Scalar: Int] = [:]
    for scalar in text.unicodeScalars { scalars[scalar, default: 0] += 1 }
    for (scalar, count) in scalars { add(String(scalar), count: count) }
  }

  /// Every token and its count, most frequent first, equal counts in the order of their Unicode scalars.
  public var sorted: [(token: String, count: Int)] {
    counts.map { (token: $0.key.token, count: $0.value) }
      .sorted { $0.count != $1.count ? $0.count > $1.count : precedes($0.token, $1.token) }
  }
}
