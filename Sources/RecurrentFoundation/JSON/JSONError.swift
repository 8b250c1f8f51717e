/// Why bytes are not a JSON text (RFC 8259) that this package takes.
public struct JSONError: Error, Equatable, Sendable {
  /// Where, from the start of the text.
  public let byteOffset: Int
  public let reason: String
}

extension JSONError: CustomStringConvertible {
  public var description: String { "not valid JSON at byte \(byteOffset): \(reason)" }
}
