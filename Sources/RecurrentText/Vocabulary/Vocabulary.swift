import RecurrentFoundation

/// The tokens a model knows, numbered from 0.
///
/// Tokens differ where their Unicode scalars differ, so that text comes back exactly as it was. The order of a
/// vocabulary made from the same counts is always the same.
///
/// ```swift
/// let vocabulary = try Vocabulary(tokens: ["the", "cat", "sat"])
/// let ids = try vocabulary.ids(of: ["the", "cat"])  // [0, 1]
/// print(vocabulary[2], vocabulary.id(of: "dog") ?? -1)
/// ```
public struct Vocabulary: Sendable {
  /// Every token, at the index that is its id.
  public let tokens: [String]
  private let ids: [TokenKey: Int32]

  /// A vocabulary of exactly these tokens, in this order.
  ///
  /// - Throws: ``VocabularyError`` where a token occurs twice.
  public init(tokens: [String]) throws(VocabularyError) {
    guard tokens.count <= Int32.max else { throw .tooManyTokens(tokens.count) }
    var ids: [TokenKey: Int32] = [:]
    ids.reserveCapacity(tokens.count)
    for (id, token) in tokens.enumerated() {
      if let first = ids.updateValue(Int32(id), forKey: TokenKey(token)) {
        throw .duplicateToken(token, ids: [Int(first), id])
      }
    }
    self.tokens = tokens
    self.ids = ids
  }

  /// A vocabulary of the tokens counted: first the special ones as listed, then by falling count, equal counts in the
  /// order of their Unicode scalars.
  ///
  /// - Parameters:
  ///   - counts: the tokens of the training text. One that is spelt as a listed special token is that token.
  ///   - minimumCount: tokens seen less often are left out.
  ///   - maximumSize: keep only the most frequent, so that the vocabulary has at most this many, specials included.
  ///   - specials: each gets an id, whether it was counted or not.
  public init(
    counts: TokenCounts, minimumCount: Int = 1, maximumSize: Int = Int(Int32.max), specials: [SpecialToken] = []
  ) {
    precondition(
      maximumSize >= specials.count,
      "Vocabulary: maximumSize must have room for the \(specials.count) special tokens, got \(maximumSize)")
    let reserved = Set(specials.map { TokenKey($0.rawValue) })
    let counted = counts.sorted.lazy
      .prefix { $0.count >= minimumCount }
      .map(\.token)
      .filter { !reserved.contains(TokenKey($0)) }
      .prefix(maximumSize - specials.count)
    self.init(tokens: Array(counted), specials: specials)
  }

  /// The special tokens, then others that differ from each other and from those.
  init(tokens: [String], specials: [SpecialToken]) {
    self.tokens = specials.map(\.rawValue) + tokens
    ids = Dictionary(uniqueKeysWithValues: self.tokens.enumerated().map { (TokenKey($1), Int32($0)) })
  }

  /// The number of tokens.
  public var count: Int { tokens.count }

  /// The token's id, or nil where the vocabulary does not have it.
  public func id(of token: String) -> Int32? { ids[TokenKey(token)] }

  /// The special token's id, or nil where the vocabulary does not have it.
  public func id(of special: SpecialToken) -> Int32? { id(of: special.rawValue) }

  /// The token with this id.
  public subscript(id: Int32) -> String {
    precondition(
      tokens.indices.contains(Int(id)), "Vocabulary: id must be in 0 ..< \(tokens.count), got \(id)")
    return tokens[Int(id)]
  }

  /// The ids of tokens, those it does not have as `<unk>`.
  ///
  /// - Throws: ``VocabularyError/unknownTokens(_:)``, naming all of them, where it has no `<unk>`.
  public func ids(of tokens: some Sequence<String>) throws(VocabularyError) -> [Int32] {
    let unknown = id(of: .unknown)
    var result: [Int32] = []
    result.reserveCapacity(tokens.underestimatedCount)
    var missing: [String] = []
    var seen: Set<TokenKey> = []
    for token in tokens {
      if let id = ids[TokenKey(token)] ?? unknown {
        result.append(id)
      } else if seen.insert(TokenKey(token)).inserted {
        missing.append(token)
      }
    }
    guard missing.isEmpty else { throw .unknownTokens(missing) }
    return result
  }

  /// As ``ids(of:)`` of a text's scalars, each of which is looked up once.
  func ids(ofScalarsIn text: String) throws(VocabularyError) -> [Int32] {
    let unknown = id(of: .unknown)
    var found: [Unicode.Scalar: Int32] = [:]
    var missing: [String] = []
    let result = text.unicodeScalars.map { scalar in
      if let id = found[scalar] { return id }
      let token = String(scalar)
      let id = id(of: token) ?? unknown
      if id == nil { missing.append(token) }
      found[scalar] = id ?? 0
      return id ?? 0
    }
    guard missing.isEmpty else { throw .unknownTokens(missing) }
    return result
  }
}

extension Vocabulary: Hashable {
  public static func == (first: Vocabulary, second: Vocabulary) -> Bool {
    first.tokens.elementsEqual(second.tokens) { TokenKey($0) == TokenKey($1) }
  }

  public func hash(into hasher: inout Hasher) {
    for token in tokens { hasher.combine(TokenKey(token)) }
  }
}

/// As an array of its tokens.
extension Vocabulary: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(tokens: decoder.singleValueContainer().decode([String].self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(tokens)
  }
}
