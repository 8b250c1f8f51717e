import RecurrentFoundation

/// What a configuration in JSON says, where it says it.
extension JSONValue {
  /// A member of an object; nil where there is none, or null.
  subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self, let value = members.first(where: { $0.name == name })?.value,
      value != .null
    else { return nil }
    return value
  }

  var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  var flag: Bool? {
    guard case .bool(let flag) = self else { return nil }
    return flag
  }

  var float: Float? {
    guard case .number(let digits) = self else { return nil }
    return Float(digits)
  }

  var elements: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }
}
