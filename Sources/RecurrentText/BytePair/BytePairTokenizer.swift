import RecurrentFoundation

/// Frequent sequences of bytes are units (byte-level byte pair encoding): common words whole, rare ones in parts, and
/// nothing is ever unknown, since each of the 256 bytes is a unit too.
///
/// Units are spelt as in GPT-2, a printable character for each byte: `Ġthe` is " the". Any text, and any bytes at all,
/// come back exactly.
public struct BytePairTokenizer: Tokenizing, Hashable {
  /// The merges, the first learnt first.
  public let merges: [BytePairMerge]
  /// Every unit: the 256 bytes, then what each merge makes.
  public let units: [String]
  /// What two units make, by their numbers in `units`.
  private let table: [UInt64: Rule]

  private struct Rule: Hashable {
    /// The number of the merge: earlier ones go first.
    let rank: Int32
    /// The number of the unit that it makes. Two merges may make the same: ab + c and a + bc.
    let merged: Int32

    static let none = Rule(rank: .max, merged: 0)
  }

  /// A tokenizer of known merges.
  ///
  /// - Throws: ``VocabularyError/inconsistent(_:)`` where a merge is of units that no merge before it makes, or is
  ///   there twice.
  public init(merges: [BytePairMerge]) throws(VocabularyError) {
    var numbers: [[UInt8]: Int32] = [:]
    for byte in UInt8.min...UInt8.max { numbers[[byte]] = Int32(byte) }
    var table: [UInt64: Rule] = [:]
    var units = (UInt8.min...UInt8.max).map { ByteAlphabet.spelling(of: [$0]) }
    for (rank, merge) in merges.enumerated() {
      guard let first = numbers[merge.first], let second = numbers[merge.second],
        table[Self.key(first, second)] == nil
      else { throw .inconsistent("the merge \(merge.description.quoted) does not follow from those before it") }
      let merged = numbers[merge.bytes] ?? Int32(units.count)
      if merged == units.count {
        numbers[merge.bytes] = merged
        units.append(ByteAlphabet.spelling(of: merge.bytes))
      }
      table[Self.key(first, second)] = Rule(rank: Int32(rank), merged: merged)
    }
    self.merges = merges
    self.units = units
    self.table = table
  }

  /// Learns the merges from bytes. ``TextCodecFitter`` learns them from texts that are not in memory together.
  ///
  /// - Parameters:
  ///   - unitCount: how many units to have, at least 256. Fewer are made where no pair occurs `minimumCount` times.
  ///   - minimumCount: how often a pair must occur to be merged.
  public init(trainedOn bytes: some Collection<UInt8>, unitCount: Int, minimumCount: Int = 2) {
    var pieces = PieceCounts()
    pieces.add(bytes)
    self.init(pieces, unitCount: unitCount, minimumCount: minimumCount)
  }

  init(_ pieces: PieceCounts, unitCount: Int, minimumCount: Int) {
    precondition(unitCount >= 256, "BytePairTokenizer: unitCount must be at least 256, got \(unitCount)")
    precondition(minimumCount >= 1, "BytePairTokenizer: minimumCount must be positive, got \(minimumCount)")
    var trainer = BytePairTrainer(pieceCounts: pieces.counts)
    trainer.train(tokenCount: unitCount, minimumCount: minimumCount)
    do throws(VocabularyError) {
      try self.init(merges: trainer.merges)
    } catch {
      preconditionFailure("BytePairTokenizer: \(error)")
    }
  }

  private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
  }

  public func tokens(in text: String) -> [String] { tokens(in: Array(text.utf8)) }

  /// The units of any bytes, in order.
  public func tokens(in bytes: some Collection<UInt8>) -> [String] {
    var known: [ArraySlice<UInt8>: [String]] = [:]
    var tokens: [String] = []
    for piece in TextPieces(bytes) {
      if let found = known[piece] {
        tokens += found
      } else {
        let cut = cut(piece)
        known[piece] = cut
        tokens += cut
      }
    }
    return tokens
  }

  /// Applies the earliest learnt merge that fits, leftmost first, until none does.
  private func cut(_ piece: ArraySlice<UInt8>) -> [String] {
    var parts = piece.map { Int32($0) }
    // What each part makes with the next.
    var rules = zip(parts, parts.dropFirst()).map { table[Self.key($0, $1)] ?? .none }
    while let best = rules.indices.min(by: { rules[$0].rank < rules[$1].rank }), rules[best] != .none {
      parts[best] = rules[best].merged
      parts.remove(at: best + 1)
      rules.remove(at: best)
      if best > 0 { rules[best - 1] = table[Self.key(parts[best - 1], parts[best])] ?? .none }
      if best + 1 < parts.count { rules[best] = table[Self.key(parts[best], parts[best + 1])] ?? .none }
    }
    return parts.map { units[Int($0)] }
  }

  /// The bytes that units make. What is no unit counts as its own text.
  public func bytes(from tokens: some Sequence<String>) -> [UInt8] {
    tokens.flatMap { ByteAlphabet.bytes(of: $0) ?? Array($0.utf8) }
  }

  public func makeDetokenizer() -> any Detokenizing { Detokenizer() }

  /// Holds back the bytes of a character that is not complete.
  private struct Detokenizer: Detokenizing {
    private var pending: [UInt8] = []

    mutating func append(_ token: String) -> String {
      pending += ByteAlphabet.bytes(of: token) ?? Array(token.utf8)
      let complete = pending.count - UTF8Validation.incompleteTailLength(of: pending)
      defer { pending.removeFirst(complete) }
      return String(decoding: pending[..<complete], as: UTF8.self)
    }

    mutating func finish() -> String {
      defer { pending = [] }
      return String(decoding: pending, as: UTF8.self)
    }
  }
}
