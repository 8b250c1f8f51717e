/// Where bytes stop being UTF-8.
enum UTF8Validation {
  /// The offset of the first byte that begins no well-formed sequence (Unicode 16, table 3-7), or nil.
  static func firstInvalidOffset(in bytes: some RandomAccessCollection<UInt8>) -> Int? {
    var decoder = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .emptyInput: return nil
      case .error: return offset
      }
    }
  }

  /// How many bytes at the end begin a sequence that more bytes could complete.
  static func incompleteTailLength(of bytes: [UInt8]) -> Int {
    for length in 1...3 where length <= bytes.count {
      let lead = bytes[bytes.count - length]
      // Continuation bytes begin nothing: look further back.
      if lead & 0xC0 == 0x80 { continue }
      let needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1
      return needed > length ? length : 0
    }
    return 0
  }

  /// Which UTF-16 a file that begins with these bytes is, without a byte order mark; nil: none. Every other byte of it is a
  /// NUL where a character is of ASCII. No text has so many at odd or at even places alone, though they are UTF-8 too.
  static func formOfUTF16(in bytes: some Collection<UInt8>) -> String? {
    let head = bytes.prefix(4096)
    var (even, odd) = (0, 0)
    for (place, byte) in head.enumerated() where byte == 0 {
      if place % 2 == 0 { even += 1 } else { odd += 1 }
    }
    let (most, fewest) = (max(even, odd), min(even, odd))
    guard most >= 2, most * 16 >= head.count, fewest * 4 <= most else { return nil }
    return even > odd ? "UTF-16BE" : "UTF-16LE"
  }

  /// What a file that begins with these bytes seems to be instead, and what to do about it.
  static func hint(forFileBeginningWith bytes: some Collection<UInt8>) -> String? {
    let head = Array(bytes.prefix(4))
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      return "it looks like UTF-16: convert it to UTF-8, for example with 'iconv -f UTF-16 -t UTF-8'"
    }
    if let form = formOfUTF16(in: bytes) {
      return "it looks like UTF-16 without a mark: convert it to UTF-8, for example with 'iconv -f \(form) -t UTF-8'"
    }
    if head.starts(with: [0x1F, 0x8B]) { return "it looks compressed by gzip: unpack it first" }
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return "it looks like a zip archive: unpack it first" }
    return nil
  }
}
