extension Tensor: Codable {
  private enum CodingKeys: String, CodingKey {
    case shape
    case scalars
  }

  /// Throws `DecodingError.dataCorrupted` for a shape that does not hold the scalars.
  public init(from decoder: any Decoder) throws {
    if let shelf = decoder.userInfo[TensorShelf.key] as? TensorShelf {
      let container = try decoder.singleValueContainer()
      let name = try container.decode(String.self)
      guard let tensor = shelf.tensor(named: name) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "there is no tensor \(name)")
      }
      self = tensor
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let shape = try container.decode([Int].self, forKey: .shape)
    let scalars = try container.decode([Float].self, forKey: .scalars)
    guard Self.holds(shape, scalars.count) else {
      throw DecodingError.dataCorruptedError(
        forKey: .scalars, in: container, debugDescription: "\(scalars.count) scalars for shape \(shape)")
    }
    self.init(shape: shape, scalars: scalars)
  }

  /// Divides, where a hostile shape's product could overflow.
  private static func holds(_ shape: [Int], _ count: Int) -> Bool {
    guard shape.allSatisfy({ $0 >= 0 }) else { return false }
    if shape.contains(0) { return count == 0 }
    let left = shape.reduce(Int?(count)) { left, size in left.flatMap { $0 % size == 0 ? $0 / size : nil } }
    return left == 1
  }

  public func encode(to encoder: any Encoder) throws {
    if let shelf = encoder.userInfo[TensorShelf.key] as? TensorShelf {
      var container = encoder.singleValueContainer()
      try container.encode(shelf.put(self, at: encoder.codingPath))
      return
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(shape, forKey: .shape)
    try container.encode(scalars, forKey: .scalars)
  }
}
