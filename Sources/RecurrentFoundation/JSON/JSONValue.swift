/// A JSON value as it stands: the members of an object in their order, a number in its digits.
package enum JSONValue: Equatable, Sendable {
  case object([(name: String, value: JSONValue)])
  case array([JSONValue])
  case string(String)
  case number(String)
  case bool(Bool)
  case null

  package static func == (first: JSONValue, second: JSONValue) -> Bool {
    switch (first, second) {
    case (.object(let a), .object(let b)): a.elementsEqual(b) { $0.name == $1.name && $0.value == $1.value }
    case (.array(let a), .array(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.bool(let a), .bool(let b)): a == b
    case (.null, .null): true
    default: false
    }
  }

  /// What it is, for messages.
  package var kind: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number(let digits): "the number \(digits)"
    case .bool: "a boolean"
    case .null: "null"
    }
  }

  /// The value of a whole number without sign, fraction or exponent.
  package var count: Int? {
    guard case .number(let digits) = self, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    return Int(digits)
  }
}
