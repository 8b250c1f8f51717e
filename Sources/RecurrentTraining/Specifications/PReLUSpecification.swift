import RecurrentLayers

extension LayerSpecification where Self == PReLUSpecification {
  /// Keras's `PReLU`.
  ///
  /// - Parameter sharedAxes: axes whose places share a slope, counted from 1: 0 is the batch.
  public static func pReLU(alphaInitializer: Initializer = .zeros, sharedAxes: [Int] = []) -> PReLUSpecification {
    PReLUSpecification(alphaInitializer: alphaInitializer, sharedAxes: sharedAxes)
  }
}

/// Written `.pReLU()`; built into a ``PReLU``.
public struct PReLUSpecification: LayerSpecification {
  /// First values of α.
  public var alphaInitializer: Initializer
  /// Axes, counted from 1, that share an α.
  public var sharedAxes: [Int]

  public var kind: String { "PReLU" }

  /// Of the slopes.
  private func shape(_ inputShape: LayerShape) throws(SpecificationError) -> [Int] {
    try require(
      sharedAxes.allSatisfy { (1...max(1, inputShape.rank)).contains($0) }, "sharedAxes",
      expected: "1 ... \(inputShape.rank)", got: sharedAxes)
    var (shape, count) = ([Int](), 1)
    for (index, size) in inputShape.axes.enumerated() {
      let size = sharedAxes.contains(index + 1) ? 1 : size
      try require(size != nil, "shape of the input", expected: "sizes, or shared axes", got: inputShape)
      shape.append(size!)
      // Two sizes at a time can be multiplied, whatever they are.
      count *= size!
      try require(
        count <= LayerShape.maximumSize, "slopes", expected: "at most \(LayerShape.maximumSize)", got: inputShape)
    }
    return shape
  }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try require(
      !alphaInitializer.isOfMatrices, "alphaInitializer", expected: "one for a vector", got: alphaInitializer)
    return LayerOutline(outputShape: inputShape, parameterCount: try shape(inputShape).reduce(1, *))
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = PReLU(shape: try shape(inputShape), initializer: alphaInitializer)
    return BuiltLayer(layer) { value in value.map { layer($0) } }
  }
}
