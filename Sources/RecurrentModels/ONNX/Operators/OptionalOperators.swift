/// Operators on ONNX's optional values. Which of them have an element is known before a call.
enum OptionalOperators {
  static let rows: [String: OperatorTable.Row] = [
    "Optional": optional, "OptionalHasElement": hasElement, "OptionalGetElement": element,
  ]

  @Sendable private static func optional(_ call: NodeCall) throws -> [GraphValue?] {
    guard call.has(0) else { return [GraphValue(optional: nil)] }
    try requireTensor(call)
    return [GraphValue(optional: try call.view(0))]
  }

  /// What is no optional value is one with an element, since version 18, and what is missing one without.
  @Sendable private static func hasElement(_ call: NodeCall) throws -> [GraphValue?] {
    let value = call.has(0) ? try call.any(0) : GraphValue(optional: nil)
    let isThere = !value.isOptional || value.sequence?.isEmpty == false
    return [GraphValue(.constant([isThere ? 1 : 0 as Float], shape: [], type: .bool))]
  }

  @Sendable private static func element(_ call: NodeCall) throws -> [GraphValue?] {
    let value = try call.any(0)
    guard value.isOptional else { return [value] }
    guard let element = value.sequence?.first else { throw NodeError("its optional value has no element") }
    return [GraphValue(element)]
  }

  private static func requireTensor(_ call: NodeCall) throws {
    guard try call.any(0).sequence == nil else {
      throw NodeError.unsupported("an optional sequence is not here, an optional tensor is")
    }
  }
}
