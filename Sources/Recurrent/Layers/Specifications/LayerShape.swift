/// The axes of a layer's input or output without the batch, nil being any size: `[nil, 2]` is a sequence of any length
/// with two features a step.
public struct LayerShape: Sendable, Hashable, ExpressibleByArrayLiteral {
  public var axes: [Int?]

  public init(_ axes: [Int?]) { self.axes = axes }
  public init(arrayLiteral axes: Int?...) { self.axes = axes }

  public var rank: Int { axes.count }

  /// The size of the last axis, where `layer` needs to know it.
  public func features(for layer: String) -> Int {
    guard let last = axes.last, let features = last else {
      fatalError("\(layer): last axis of the input: expected a known size, got \(self)")
    }
    return features
  }

  /// The axes of a sequence `[time, features]`, the only shape that `layer` takes.
  public func sequence(for layer: String) -> (steps: Int?, features: Int) {
    check(rank == 2, layer, "shape of the input", expected: "a sequence (None, time, features)", got: self)
    return (axes[0], features(for: layer))
  }

  /// The same with another last axis.
  public func withFeatures(_ features: Int) -> LayerShape { LayerShape(axes.dropLast() + [features]) }
}

extension LayerShape: CustomStringConvertible {
  /// As Keras writes it, the batch axis first: `(None, 4, 10)`.
  public var description: String {
    "(" + (["None"] + axes.map { $0.map { "\($0)" } ?? "None" }).joined(separator: ", ") + ")"
  }
}
