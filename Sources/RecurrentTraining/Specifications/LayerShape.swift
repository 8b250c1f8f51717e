import RecurrentLayers

/// The axes of a layer's input or output without the batch, nil being any size: `[nil, 2]` is a sequence of any length
/// with two features a step.
public struct LayerShape: Sendable, Hashable, ExpressibleByArrayLiteral {
  /// The largest size that an axis or an option of a layer may have. The product of two, times an LSTM's gates, is still a
  /// number that can be counted.
  public static let maximumSize = 1 << 28

  /// The size of each axis after the batch; nil: any.
  public var axes: [Int?]

  /// The size of each axis after the batch; nil: any.
  public init(_ axes: [Int?]) { self.axes = axes }
  public init(arrayLiteral axes: Int?...) { self.axes = axes }

  /// The number of axes after the batch.
  public var rank: Int { axes.count }

  /// The size of the last axis, where `layer` needs to know it.
  public func features(for layer: String) throws(SpecificationError) -> Int {
    guard let last = axes.last, let features = last else {
      throw SpecificationError(layer, "last axis of the input", expected: "a known size", got: self)
    }
    return features
  }

  /// The axes of a sequence `[time, features]`, the only shape that `layer` takes.
  public func sequence(for layer: String) throws(SpecificationError) -> (steps: Int?, features: Int) {
    guard rank == 2 else {
      throw SpecificationError(
        layer, "shape of the input", expected: "a sequence (None, time, features)", got: self)
    }
    return (axes[0], try features(for: layer))
  }

  /// The same with another last axis.
  public func withFeatures(_ features: Int) -> LayerShape { LayerShape(axes.dropLast() + [features]) }

  func requireSizes(of what: String, for layer: String) throws(SpecificationError) {
    for case let size? in axes where !(1...Self.maximumSize).contains(size) {
      throw SpecificationError(layer, "size of an axis of the \(what)", expected: "1 to \(Self.maximumSize)", got: self)
    }
  }
}

extension LayerShape: Codable {
  public init(from decoder: any Decoder) throws { axes = try [Int?](from: decoder) }
  public func encode(to encoder: any Encoder) throws { try axes.encode(to: encoder) }
}

extension LayerShape: CustomStringConvertible {
  /// As Keras writes it, the batch axis first: `(None, 4, 10)`.
  public var description: String {
    "(" + (["None"] + axes.map { $0.map { "\($0)" } ?? "None" }).joined(separator: ", ") + ")"
  }
}
