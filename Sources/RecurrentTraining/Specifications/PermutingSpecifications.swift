import RecurrentLayers

extension LayerSpecification where Self == ReshapeSpecification {
  /// Keras's `Reshape`: the numbers of an example in other axes. One may be nil: what is left for it.
  public static func reshape(_ targetShape: LayerShape) -> ReshapeSpecification {
    ReshapeSpecification(targetShape: targetShape)
  }
}

extension LayerSpecification where Self == PermuteSpecification {
  /// Keras's `Permute`: an example's axes in another order, counted from 1.
  public static func permute(_ axes: [Int]) -> PermuteSpecification { PermuteSpecification(axes: axes) }
}

/// Written `.reshape(...)`; built into a ``Reshape``.
public struct ReshapeSpecification: LayerSpecification {
  /// The axes after the batch.
  public var targetShape: LayerShape

  public var kind: String { "Reshape" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try targetShape.requireSizes(of: "output", for: kind)
    let known = targetShape.axes.compactMap(\.self)
    try require(
      targetShape.rank - known.count <= 1, "targetShape", expected: "one unknown size at most", got: targetShape)
    guard inputShape.axes.allSatisfy({ $0 != nil }) else { return LayerOutline(outputShape: targetShape) }
    let (count, size) = (try product(inputShape.axes), try product(targetShape.axes))
    let isWhole = known.count == targetShape.rank ? count == size : count % size == 0
    try require(isWhole, "targetShape", expected: "the numbers of \(inputShape)", got: targetShape)
    return LayerOutline(outputShape: LayerShape(targetShape.axes.map { $0 ?? count / size }))
  }

  /// Of the sizes that are known.
  private func product(_ axes: [Int?]) throws(SpecificationError) -> Int {
    var product = 1
    for case let size? in axes {
      product *= size
      // Two sizes at a time can be multiplied, whatever they are.
      try require(
        product <= LayerShape.maximumSize, "numbers of an example", expected: "at most \(LayerShape.maximumSize)",
        got: LayerShape(axes))
    }
    return product
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = Reshape(targetShape.axes)
    return BuiltLayer(layer) { value in LayerValue(layer(value.numbers)) }
  }
}

/// Written `.permute(...)`; built into a ``Permute``.
public struct PermuteSpecification: LayerSpecification {
  /// The axes after the batch, counted from 1, in their new order.
  public var axes: [Int]

  public var kind: String { "Permute" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try require(
      axes.sorted() == Array(0..<inputShape.rank).map { $0 + 1 }, "axes", expected: "each of 1 ... \(inputShape.rank)",
      got: axes)
    return LayerOutline(outputShape: LayerShape(axes.map { inputShape.axes[$0 - 1] }))
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = Permute(axes)
    return BuiltLayer(layer) { value in LayerValue(layer(value.numbers)) }
  }
}
