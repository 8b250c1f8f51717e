/// What is wrong with the bytes of a protobuf message.
package enum ProtobufError: Error, Equatable {
  /// A field goes on past the end of its message.
  case truncated
  /// A number of more than 64 bits.
  case varintTooLong
  case unknownWireType(Int)
  case unknownField(number: Int)
  /// A field that is of another kind than its message says.
  case otherWireType
}

extension ProtobufError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .truncated: "a field goes on past the end of its message: the file is cut short or no protobuf"
    case .varintTooLong: "a number has more than 64 bits"
    case .unknownWireType(let type): "a field has the wire type \(type), which there is not"
    case .unknownField(let number): "a field has the number \(number), which there cannot be"
    case .otherWireType: "a field is of another kind than its message says"
    }
  }
}
