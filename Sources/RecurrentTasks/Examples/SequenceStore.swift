import RecurrentFormats
import RecurrentFoundation
import RecurrentTraining

/// Sequences of token ids, of any lengths, one behind the other in a ``TokenStore``: as compact as they can be, and not
/// bound to memory. In memory is where each of them ends.
public struct SequenceStore: RandomAccessCollection, Sendable {
  private var tokens: TokenStore
  private var ends: [Int] = []

  init(memory: Int = TokenStore.usualMemory) { tokens = TokenStore(memory: memory) }

  /// Sequences that are in memory, and stay there.
  public init(_ sequences: [[Int32]]) {
    tokens = TokenStore(sequences.flatMap(\.self))
    for sequence in sequences { ends.append((ends.last ?? 0) + sequence.count) }
  }

  /// - Throws: `FileError`: there is no room for it.
  public mutating func append(_ sequence: [Int32]) throws(FileError) {
    try tokens.append(contentsOf: sequence)
    ends.append(tokens.count)
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { ends.count }

  public subscript(index: Int) -> [Int32] { tokens[start(of: index)..<ends[index]] }

  /// The lengths of the sequences, without reading them.
  public var lengths: [Int] { ends.indices.map { ends[$0] - start(of: $0) } }

  func add(to fingerprint: inout Fingerprint) {
    fingerprint.add(ends)
    fingerprint.add(tokens: tokens)
  }

  /// All tokens.
  public var tokenCount: Int { tokens.count }

  private func start(of index: Int) -> Int { index > 0 ? ends[index - 1] : 0 }
}
