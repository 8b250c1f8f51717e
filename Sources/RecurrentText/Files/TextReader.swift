import RecurrentFoundation

/// Reads a UTF-8 text file piece by piece, so that a file larger than memory can be read.
///
/// A piece holds whole lines with their newlines; only the last may lack its newline. A line may have up to
/// ``maximumLineLength`` bytes: there is no telling how much memory a longer one would need. Read for a kind of unit, a
/// long line comes in pieces too, cut between units. What is read is the text as it stands: line ends are not changed, and
/// only a byte order mark at the very start is dropped. Lines before one that is not UTF-8 come before the error.
///
/// ```swift
/// let reader = try TextReader(path: "input.txt")
/// while let text = try reader.nextChunk() { counts.add(contentsOf: tokenizer.tokens(in: text)) }
/// ```
public final class TextReader {
  /// 64 MiB.
  public static let maximumLineLength = 1 << 26

  /// Where it is read from.
  public let path: String
  private let file: File
  private let chunkSize: Int
  private let maximumLineLength: Int
  /// nil: lines are whole.
  private let unit: UnitKind?
  /// Bytes read and not yet handed out.
  private var pending: [UInt8] = []
  private var reachedEnd = false
  /// Whether the file began with one. It is no part of the text.
  private(set) var hasByteOrderMark = false
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  /// Bytes and lines of the file before `pending`.
  private var byteOffset = 0
  private var linesBefore = 0

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: a file, or anything that can be read like one; `-` is standard input.
  ///   - chunkSize: about how many bytes a piece has.
  /// - Throws: ``TextFileError`` where there is no such file, it is a directory, or may not be read.
  public convenience init(path: String, chunkSize: Int = 1 << 20) throws(TextFileError) {
    try self.init(path: path, chunkSize: chunkSize, maximumLineLength: Self.maximumLineLength)
  }

  /// - Parameter unit: what the text will be cut into: its lines may be of any length.
  convenience init(path: String, unit: UnitKind) throws(TextFileError) {
    try self.init(path: path, chunkSize: 1 << 20, maximumLineLength: Self.maximumLineLength, unit: unit)
  }

  init(
    path: String, chunkSize: Int, maximumLineLength: Int, unit: UnitKind? = nil
  ) throws(TextFileError) {
    precondition(chunkSize > 0, "TextReader: chunkSize must be positive, got \(chunkSize)")
    self.chunkSize = chunkSize
    self.maximumLineLength = maximumLineLength
    self.unit = unit
    do { file = try File(streaming: path) } catch { throw TextFileError(error) }
    self.path = file.path
  }

  /// Whether the next piece can be had without waiting for whoever writes the file.
  package var isReady: Bool { reachedEnd || file.isReady }

  /// The number of the line, counted from 1, that the next piece begins with.
  public var nextLineNumber: Int { linesBefore + 1 }

  /// The next lines of the file, or nil after the last.
  ///
  /// - Throws: ``TextFileError``: the file is empty, is not UTF-8, a line is too long, or reading fails.
  public func nextChunk() throws(TextFileError) -> String? {
    let atStart = byteOffset == 0
    var end: Int?
    while !reachedEnd, end == nil {
      let received: [UInt8]
      do { received = try file.read(upTo: chunkSize) } catch { throw TextFileError(error) }
      reachedEnd = received.isEmpty
      end = received.lastIndex(of: UInt8(ascii: "\n")).map { pending.count + $0 + 1 }
      pending += received
      if end == nil, pending.count >= chunkSize { end = unit?.lastCut(in: pending) }
      if end == nil, pending.count > maximumLineLength {
        let reason = "a line of more than \(maximumLineLength) bytes: break it"
        throw .malformed(path: path, line: nextLineNumber, reason: reason)
      }
    }
    if atStart { hasByteOrderMark = pending.starts(with: Self.byteOrderMark) }
    guard pending.count > (atStart && hasByteOrderMark ? Self.byteOrderMark.count : 0) else {
      if atStart { throw .empty(path: path) }
      return nil
    }
    if atStart, UTF8Validation.formOfUTF16(in: pending) != nil {
      let hint = UTF8Validation.hint(forFileBeginningWith: pending)
      throw .notUTF8(path: path, line: 1, byteOffset: pending.firstIndex(of: 0)!, hint: hint)
    }
    let received = pending[..<(reachedEnd ? pending.count : end!)]
    var (chunk, text) = (received, text(of: received, atStart: atStart))
    if text == nil {
      chunk = Self.linesBeforeDamage(in: received)
      text = chunk.isEmpty ? nil : self.text(of: chunk, atStart: atStart)
    }
    guard let text else { throw notUTF8(received, atStart: atStart) }
    linesBefore += chunk.count(where: { $0 == UInt8(ascii: "\n") })
    byteOffset += chunk.count
    pending.removeFirst(chunk.count)
    return text
  }

  /// nil where it is not UTF-8.
  private func text(of chunk: ArraySlice<UInt8>, atStart: Bool) -> String? {
    String(
      validating: atStart && hasByteOrderMark ? chunk.dropFirst(Self.byteOrderMark.count) : chunk, as: UTF8.self)
  }

  /// The lines before the one that is not UTF-8, which come before the error.
  private static func linesBeforeDamage(in chunk: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let invalid = UTF8Validation.firstInvalidOffset(in: chunk) ?? 0
    let end = chunk.prefix(invalid).lastIndex(of: UInt8(ascii: "\n"))
    return end.map { chunk[...$0] } ?? []
  }

  private func notUTF8(_ chunk: ArraySlice<UInt8>, atStart: Bool) -> TextFileError {
    let invalid = UTF8Validation.firstInvalidOffset(in: chunk) ?? 0
    let line = linesBefore + 1 + chunk.prefix(invalid).count(where: { $0 == UInt8(ascii: "\n") })
    let hint = atStart ? UTF8Validation.hint(forFileBeginningWith: chunk) : nil
    return .notUTF8(path: path, line: line, byteOffset: byteOffset + invalid, hint: hint)
  }
}
