import RecurrentKernels

/// By name: `"relu"`, `"softmax"`.
extension LayerActivation: Codable {
  private static let softmaxName = "softmax"

  public init(from decoder: any Decoder) throws {
    let name = try decoder.singleValueContainer().decode(String.self)
    if name == Self.softmaxName {
      self = .softmax
    } else if let activation = Activation(rawValue: name) {
      self = .elementwise(activation)
    } else if let function = LayerFunction(rawValue: name) {
      self = .function(function)
    } else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no activation is called \(name.debugDescription)"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .elementwise(let activation): try activation.rawValue.encode(to: encoder)
    case .function(let function): try function.rawValue.encode(to: encoder)
    case .softmax: try Self.softmaxName.encode(to: encoder)
    }
  }
}
