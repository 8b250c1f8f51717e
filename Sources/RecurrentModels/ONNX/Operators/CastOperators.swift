import RecurrentFormats

/// Changes of the elements' type.
enum CastOperators {
  @Sendable static func cast(_ call: NodeCall) throws -> [GraphValue?] {
    let number = call.integer("to", default: 0)
    guard let type = ElementType(onnx: Int64(number)) else {
      throw NodeError.unsupported("elements of type \(number) are not known")
    }
    return [try converted(try call.value(0), to: type, call)]
  }

  @Sendable static func castLike(_ call: NodeCall) throws -> [GraphValue?] {
    [try converted(try call.value(0), to: try call.value(1).type, call)]
  }

  /// A value with elements of another type. Types of one form differ in name alone: halves are computed as floats.
  static func converted(_ value: GraphValue, to type: ElementType, _ call: NodeCall) throws -> GraphValue {
    switch (value.storage, Storage(type)) {
    case (.float, .float):
      guard type == .bool, value.type != .bool else { return retyped(value, type) }
      let expression = Expression.leaf(call.compiler.view(of: value))
      return GraphValue(1.0 - .apply(.equal, expression, 0.0), type: .bool)
    case (.integer, .integer): return try integers(value, type, call)
    case (.integer, .float):
      let (from, to) = views(value, type, call)
      let isTruth = type == .bool
      call.emit(reads: [from], writes: [to]) { memory in
        let (source, destination) = (memory.integers(from), memory.floats(to))
        let count = to.count
        return {
          for index in 0..<count { destination[index] = isTruth && source[index] != 0 ? 1 : Float(source[index]) }
        }
      }
      return GraphValue(to)
    case (.float, .integer):
      let (from, to) = views(value, type, call)
      call.emit(reads: [from], writes: [to]) { memory in
        let (source, destination) = (memory.floats(from), memory.integers(to))
        let count = to.count
        return { for index in 0..<count { destination[index] = whole(source[index]) } }
      }
      return GraphValue(to)
    }
  }

  /// Cut to a whole number; what 64 bits do not hold, or is none, becomes the smallest, as x86-64 has it.
  private static func whole(_ value: Float) -> Int64 { Int64(exactly: value.rounded(.towardZero)) ?? .min }

  private static func retyped(_ value: GraphValue, _ type: ElementType) -> GraphValue {
    switch value.form {
    case .view(var view):
      view.type = type
      return GraphValue(view)
    case .expression(let expression): return GraphValue(expression, type: type)
    case .sequence: return value
    }
  }

  /// Bits that the type does not have are lost.
  private static func integers(_ value: GraphValue, _ type: ElementType, _ call: NodeCall) throws -> GraphValue {
    switch type {
    case .int8: try call.mapIntegers([call.compiler.view(of: value)], type) { Int64(Int8(truncatingIfNeeded: $0[0])) }
    case .uint8: try call.mapIntegers([call.compiler.view(of: value)], type) { Int64(UInt8(truncatingIfNeeded: $0[0])) }
    case .int16: try call.mapIntegers([call.compiler.view(of: value)], type) { Int64(Int16(truncatingIfNeeded: $0[0])) }
    case .int32: try call.mapIntegers([call.compiler.view(of: value)], type) { Int64(Int32(truncatingIfNeeded: $0[0])) }
    default: retyped(value, type)
    }
  }

  private static func views(_ value: GraphValue, _ type: ElementType, _ call: NodeCall) -> (from: View, to: View) {
    (call.compiler.dense(call.compiler.view(of: value)), call.allocate(value.shape, type))
  }
}
