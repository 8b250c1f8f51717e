import Recurrent
import RecurrentFormats
import RecurrentText

/// Token ids that come one after the other, four bytes each: in memory, and beyond a limit in a file without a name. The
/// operating system keeps of that file what memory has room for, so that little is slower where there is enough.
public struct TokenStore: TokenStorage {
  /// As many tokens are in memory: 64 MiB.
  static let usualMemory = 1 << 24

  /// The first tokens. nil: all are in `tail`.
  private var scratch: ScratchFile?
  private var scratchCount = 0
  private var tail: [Int32]
  private let memory: Int

  /// - Parameter memory: the tokens held in memory at most.
  init(_ tokens: [Int32] = [], memory: Int = usualMemory) {
    (tail, self.memory) = (tokens, memory)
  }

  /// The tokens of a text file.
  ///
  /// - Throws: `TextFileError`, `VocabularyError`; `FileError`: there is no room for them.
  public init(contentsOf path: String, codec: TextCodec) throws {
    self.init()
    try codec.encode(contentsOf: path) { try append(contentsOf: $0) }
  }

  public var count: Int { scratchCount + tail.count }

  /// - Throws: `FileError`: there is no room for them.
  public mutating func append(contentsOf tokens: [Int32]) throws(FileError) {
    tail += tokens
    if tail.count > memory { try moveOut() }
  }

  private mutating func moveOut() throws(FileError) {
    if scratch == nil {
      scratch = try ScratchFile()
    } else if !isKnownUniquelyReferenced(&scratch) {
      // A copy of this store goes on from the same tokens.
      scratch = try scratch?.copy()
    }
    let file = scratch
    try tail.withUnsafeBufferPointer { tokens throws(FileError) in try file?.append(UnsafeRawBufferPointer(tokens)) }
    scratchCount += tail.count
    tail.removeAll(keepingCapacity: true)
  }

  /// A disk that fails to give back what was written stops the program.
  public func tokens(in range: Range<Int>) -> [Int32] {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "TokenStore: range: expected 0...\(count), got \(range)")
    let written = range.clamped(to: 0..<scratchCount)
    let kept = range.clamped(to: scratchCount..<count)
    let held = kept.isEmpty ? [] : tail[(kept.lowerBound - scratchCount)..<(kept.upperBound - scratchCount)]
    guard !written.isEmpty, let scratch else { return Array(held) }
    let read = [Int32](unsafeUninitializedCapacity: written.count) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: written.count * 4)
      do {
        try scratch.read(into: bytes, at: written.lowerBound * 4)
      } catch {
        fatalError("TokenStore: \(error)")
      }
      initialized = written.count
    }
    return kept.isEmpty ? read : read + held
  }
}
