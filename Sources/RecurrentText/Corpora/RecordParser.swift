import RecurrentFoundation

/// Takes a table's record apart, which goes over several lines where a quoted field holds line ends. Spaces around fields are
/// left out, but not those in quotes.
struct RecordParser {
  /// A longer field is the fault of a quote that is not closed.
  private let maximumFieldBytes: Int

  private enum State {
    case atFieldStart, inField, inQuotes, afterQuotes
    /// Behind spaces after quotes.
    case closed
  }

  struct Problem: Error {
    let reason: String
  }

  private let delimiter: UInt8
  private let hasQuotes: Bool
  private var state = State.atFieldStart
  private var field: [UInt8] = []
  private(set) var fields: [String] = []

  init(_ format: TableFormat, maximumFieldBytes: Int = 1 << 24) {
    self.maximumFieldBytes = maximumFieldBytes
    delimiter = UInt8(format.delimiter.value)
    hasQuotes = format.hasQuotes
  }

  /// Takes in the record's next line; returns whether the record ends with it.
  mutating func take(_ line: LineReader.Line) throws(Problem) -> Bool {
    var rest = line.text.utf8
    while let byte = rest.first {
      if byte == delimiter && state != .inQuotes {
        endField()
        rest.removeFirst()
      } else if hasQuotes && byte == UInt8(ascii: "\"") {
        try takeQuote()
        rest.removeFirst()
      } else {
        let end = rest.firstIndex { isTelling($0) } ?? rest.endIndex
        try take(rest[..<end])
        rest = rest[end...]
      }
    }
    guard state == .inQuotes else {
      endField()
      return true
    }
    try take((line.endsInCarriageReturn ? "\r\n" : "\n")[...].utf8)
    return false
  }

  private func isTelling(_ byte: UInt8) -> Bool {
    byte == delimiter && state != .inQuotes || hasQuotes && byte == UInt8(ascii: "\"")
  }

  private mutating func takeQuote() throws(Problem) {
    switch state {
    case .atFieldStart: state = .inQuotes
    case .inField where field.allSatisfy({ $0 == UInt8(ascii: " ") }):
      field.removeAll(keepingCapacity: true)
      state = .inQuotes
    case .inField: throw Problem(reason: "a quote inside a field that does not begin with one")
    case .inQuotes: state = .afterQuotes
    case .afterQuotes:
      state = .inQuotes
      field.append(UInt8(ascii: "\""))
    case .closed: throw Self.textAfterQuotes
    }
  }

  private static let textAfterQuotes = Problem(
    reason: "text after a closing quote (a quote inside quotes is written twice)")

  /// Takes in text without delimiters and quotes.
  private mutating func take(_ text: Substring.UTF8View) throws(Problem) {
    switch state {
    case .atFieldStart, .inField: state = .inField
    case .inQuotes: break
    case .afterQuotes, .closed:
      guard text.allSatisfy({ $0 == UInt8(ascii: " ") }) else { throw Self.textAfterQuotes }
      state = .closed
      return
    }
    guard field.count + text.count <= maximumFieldBytes || !hasQuotes else {
      throw Problem(reason: "a field of more than \(maximumFieldBytes) bytes: is its quote closed?")
    }
    field += text
  }

  private mutating func endField() {
    let wasQuoted = state == .afterQuotes || state == .closed
    fields.append(String(decoding: wasQuoted ? field[...] : Self.withoutSpaces(field), as: UTF8.self))
    field.removeAll(keepingCapacity: true)
    state = .atFieldStart
  }

  private static func withoutSpaces(_ field: [UInt8]) -> ArraySlice<UInt8> {
    let start = field.prefix { $0 == UInt8(ascii: " ") }.endIndex
    let end = field.lastIndex { $0 != UInt8(ascii: " ") } ?? start - 1
    return field[start..<end + 1]
  }
}
