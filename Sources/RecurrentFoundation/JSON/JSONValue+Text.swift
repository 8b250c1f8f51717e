extension JSONValue {
  /// The value as strict JSON on one line, the members of an object in their order.
  package var text: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let digits): digits
    case .string(let value): JSONText.quoted(value)
    case .array(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { JSONText.quoted($0.name) + ": " + $0.value.text }.joined(separator: ", ") + "}"
    }
  }

  /// An object whose members are written out in the source.
  package static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(members.map { (name: $0.key, value: $0.value) })
  }

  package static func number(_ value: Int) -> JSONValue { .number(String(value)) }

  /// The fewest digits that read back as the same number; null for infinity and NaN, which JSON does not know.
  package static func number(_ value: some BinaryFloatingPoint & CustomStringConvertible) -> JSONValue {
    value.isFinite ? .number(value.description) : .null
  }

  /// A number, or null where there is none.
  package static func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
  package static func number(_ value: Int?) -> JSONValue { value.map { .number($0) } ?? .null }
}
