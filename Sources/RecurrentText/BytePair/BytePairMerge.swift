import RecurrentFoundation

/// Two units that become one. Written as the spelling of both with a space between, as in GPT-2's `merges.txt`.
public struct BytePairMerge: Sendable, Hashable {
  /// The left part.
  public let first: [UInt8]
  /// The right part.
  public let second: [UInt8]

  /// The two become one token.
  public init(first: [UInt8], second: [UInt8]) {
    self.first = first
    self.second = second
  }

  /// What the merge makes.
  var bytes: [UInt8] { first + second }
}

extension BytePairMerge: CustomStringConvertible {
  public var description: String { ByteAlphabet.spelling(of: first) + " " + ByteAlphabet.spelling(of: second) }
}

extension BytePairMerge: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    let parts = text.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
    guard parts.count == 2, let first = ByteAlphabet.bytes(of: parts[0]), let second = ByteAlphabet.bytes(of: parts[1]),
      !first.isEmpty, !second.isEmpty
    else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text.quoted) is no merge of two units")
    }
    self.init(first: first, second: second)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
