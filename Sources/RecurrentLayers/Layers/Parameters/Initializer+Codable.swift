/// A rule with a name is that name, `"orthogonal"`; any other an object of its numbers, `{"uniform": [-0.05, 0.05]}`.
extension Initializer: Codable {
  private static let named: KeyValuePairs<String, Initializer> = [
    "zeros": .zeros, "ones": .ones, "glorotUniform": .glorotUniform, "glorotNormal": .glorotNormal,
    "heUniform": .heUniform, "heNormal": .heNormal, "lecunUniform": .lecunUniform, "lecunNormal": .lecunNormal,
    "orthogonal": .orthogonal, "identity": .identity(),
  ]

  private enum CodingKeys: String, CodingKey {
    case constant, uniform, normal, truncatedNormal, varianceScaling, identity
  }

  private struct Normal: Codable {
    var mean: Float
    var standardDeviation: Float
  }

  private struct VarianceScaling: Codable {
    var scale: Float
    var fan: Fan
    var distribution: Distribution
  }

  /// Whether it fills matrices alone.
  package var isOfMatrices: Bool {
    switch self {
    case .orthogonal, .identity: true
    case .constant, .uniform, .normal, .truncatedNormal, .varianceScaling: false
    }
  }

  public func encode(to encoder: any Encoder) throws {
    if let name = Self.named.first(where: { $0.value == self })?.key { return try name.encode(to: encoder) }
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .constant(let value): try container.encode(value, forKey: .constant)
    case .uniform(let range): try container.encode([range.lowerBound, range.upperBound], forKey: .uniform)
    case .normal(let mean, let deviation):
      try container.encode(Normal(mean: mean, standardDeviation: deviation), forKey: .normal)
    case .truncatedNormal(let mean, let deviation):
      try container.encode(Normal(mean: mean, standardDeviation: deviation), forKey: .truncatedNormal)
    case .varianceScaling(let scale, let fan, let distribution):
      try container.encode(
        VarianceScaling(scale: scale, fan: fan, distribution: distribution), forKey: .varianceScaling)
    case .identity(let factor): try container.encode(factor, forKey: .identity)
    case .orthogonal: break  // It has a name.
    }
  }

  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      guard let known = Self.named.first(where: { $0.key == name })?.value else {
        throw Self.corrupted(decoder, "no rule for first values is called \(name.debugDescription)")
      }
      self = known
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard container.allKeys.count == 1, let key = container.allKeys.first else {
      throw Self.corrupted(decoder, "expected one rule for first values, got \(container.allKeys.count)")
    }
    self = try Self.decode(key, from: container, decoder)
  }

  private static func decode(
    _ key: CodingKeys, from container: KeyedDecodingContainer<CodingKeys>, _ decoder: any Decoder
  ) throws -> Initializer {
    switch key {
    case .constant: return .constant(try container.decode(Float.self, forKey: key))
    case .identity: return .identity(try container.decode(Float.self, forKey: key))
    case .uniform:
      let bounds = try container.decode([Float].self, forKey: key)
      guard bounds.count == 2, bounds[0] <= bounds[1] else {
        throw corrupted(decoder, "uniform: expected a smaller and a larger bound, got \(bounds)")
      }
      return .uniform(bounds[0]...bounds[1])
    case .normal, .truncatedNormal:
      let normal = try container.decode(Normal.self, forKey: key)
      return key == .normal
        ? .normal(mean: normal.mean, standardDeviation: normal.standardDeviation)
        : .truncatedNormal(mean: normal.mean, standardDeviation: normal.standardDeviation)
    case .varianceScaling:
      let scaling = try container.decode(VarianceScaling.self, forKey: key)
      guard scaling.scale >= 0 else { throw corrupted(decoder, "scale: expected at least 0, got \(scaling.scale)") }
      return .varianceScaling(scale: scaling.scale, fan: scaling.fan, distribution: scaling.distribution)
    }
  }

  private static func corrupted(_ decoder: any Decoder, _ reason: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: reason))
  }
}
