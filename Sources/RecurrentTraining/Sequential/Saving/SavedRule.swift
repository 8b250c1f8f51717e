import RecurrentLayers

/// One of this package's optimisers, losses or metrics as data, `{"adam": {"learningRate": 0.001, ...}}`, or the name of
/// one that is somebody's own, `{"custom": "fourthPower"}`.
enum SavedRule<BuiltIn: Codable & Checkable & Sendable>: Codable, Sendable {
  case builtIn(BuiltIn)
  case custom(String)

  private enum CodingKeys: String, CodingKey { case custom }

  init(_ builtIn: BuiltIn?, name: String) { self = builtIn.map { .builtIn($0) } ?? .custom(name) }

  init(from decoder: any Decoder) throws {
    if let name = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .custom) {
      self = .custom(name)
      return
    }
    self = .builtIn(try BuiltIn(from: decoder).checked(decoder))
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .builtIn(let rule): try rule.encode(to: encoder)
    case .custom(let name):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .custom)
    }
  }
}

extension Checkable {
  /// Itself, if it can be.
  func checked(_ decoder: any Decoder) throws -> Self {
    do {
      try requireUsable()
    } catch {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "\(error)"))
    }
    return self
  }
}
