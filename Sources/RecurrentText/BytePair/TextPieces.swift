/// Cuts bytes into the pieces that byte pairs are merged within: a word with the space before it, a number, a run of
/// other signs, white space up to the end of its line. Bytes that are no UTF-8 count as other signs.
struct TextPieces: Sequence, IteratorProtocol {
  /// Longer runs are cut, so that merging takes time in proportion to the text.
  static let maximumBytes = 256

  private enum Kind {
    case letter, number, other, space, newline
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: some Collection<UInt8>) {
    self.bytes = ArraySlice(bytes)
    position = self.bytes.startIndex
  }

  mutating func next() -> ArraySlice<UInt8>? {
    guard position < bytes.endIndex else { return nil }
    let start = position
    var (kind, length) = scalar(at: start)
    var end = start + length
    // One space belongs to the word after it.
    if kind == .space, bytes[start] == 0x20, end < bytes.endIndex {
      let (following, length) = self.scalar(at: end)
      if following != .space && following != .newline {
        kind = following
        end += length
      }
    }
    while kind != .newline, end < bytes.endIndex {
      let (following, length) = scalar(at: end)
      let belongs = following == kind || (kind == .space && following == .newline)
      guard belongs, end + length - start <= Self.maximumBytes else { break }
      if kind == .space, leavesSpaceToWord(at: end) { break }
      end += length
      if following == .newline { break }
    }
    position = end
    return bytes[start..<end]
  }

  /// Whether the space at `index` is the last of a run and a word follows.
  private func leavesSpaceToWord(at index: Int) -> Bool {
    guard bytes[index] == 0x20, index + 1 < bytes.endIndex else { return false }
    let following = scalar(at: index + 1).kind
    return following != .space && following != .newline
  }

  /// The kind and the length of the scalar that begins at `index`.
  private func scalar(at index: Int) -> (kind: Kind, length: Int) {
    let first = bytes[index]
    if first < 0x80 { return (Self.kind(of: Unicode.Scalar(first)), 1) }
    var decoder = Unicode.UTF8.ForwardParser()
    var iterator = bytes[index...].makeIterator()
    guard case .valid(let encoded) = decoder.parseScalar(from: &iterator) else { return (.other, 1) }
    return (Self.kind(of: Unicode.UTF8.decode(encoded)), encoded.count)
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    if scalar.isASCII {
      switch scalar {
      case "a"..."z", "A"..."Z": return .letter
      case "0"..."9": return .number
      case "\n": return .newline
      case " ", "\t", "\r", "\u{B}", "\u{C}": return .space
      default: return .other
      }
    }
    if scalar.properties.isWhitespace { return .space }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
    // A mark belongs to the letter it stands on.
    case .nonspacingMark, .spacingMark, .enclosingMark: return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .number
    default: return .other
    }
  }
}
