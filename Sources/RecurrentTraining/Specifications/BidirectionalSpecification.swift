import RecurrentLayers

extension LayerSpecification where Self == BidirectionalSpecification {
  /// Keras's `Bidirectional`.
  ///
  /// - Parameters:
  ///   - layer: the forward layer, and the backward one where that is not given.
  ///   - mergeMode: how the two outputs become one. Keras's None, which leaves them two, is for ``Bidirectional`` itself:
  ///     a sequence of layers has no use for two.
  ///   - backwardLayer: goes backwards; returns and remembers what `layer` does.
  public static func bidirectional(
    _ layer: RecurrentSpecification, mergeMode: Bidirectional.MergeMode = .concatenate,
    backwardLayer: RecurrentSpecification? = nil
  ) -> BidirectionalSpecification {
    BidirectionalSpecification(layer: layer, mergeMode: mergeMode, backwardLayer: backwardLayer)
  }
}

/// Written `.bidirectional(...)`; built into a ``Bidirectional``.
public struct BidirectionalSpecification: LayerSpecification {
  /// The layer that reads forward.
  public var layer: RecurrentSpecification
  /// What becomes of the two outputs.
  public var mergeMode: Bidirectional.MergeMode
  /// The layer that reads backward; nil: one like the first.
  public var backwardLayer: RecurrentSpecification?

  public var kind: String { "Bidirectional" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try requireCounterpart()
    let (steps, features) = try inputShape.sequence(for: kind)
    try layer.requireOptions()
    try backwardLayer?.requireOptions()
    let backward = backwardLayer ?? layer
    return LayerOutline(
      outputShape: layer.outputShape(
        steps: steps, features: mergeMode == .concatenate ? layer.units + backward.units : layer.units),
      parameterCount: layer.parameterCount(features: features) + backward.parameterCount(features: features))
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let (_, features) = try inputShape.sequence(for: kind)
    let both =
      backwardLayer.map { backward in
        Bidirectional(
          forward: layer.makeLayer(inputSize: features, direction: .forward),
          backward: backward.makeLayer(inputSize: features, direction: .reverse), mergeMode: mergeMode)
      } ?? Bidirectional(layer.makeLayer(inputSize: features, direction: .bidirectional), mergeMode: mergeMode)
    let (returnSequences, returnState) = (layer.returnSequences, layer.returnState)
    return BuiltLayer(both) { value in
      let result = both(value.numbers, mask: value.mask)
      let state = returnState ? result.state : nil
      return returnSequences
        ? LayerValue(result.output, mask: value.mask, state: state) : LayerValue(result.last, state: state)
    }
  }

  /// Refuses two layers that do not go together.
  private func requireCounterpart() throws(SpecificationError) {
    try require(!layer.goBackwards, "goBackwards of the layer", expected: false, got: true)
    let hasFirstState = layer.firstState != nil || backwardLayer?.firstState != nil
    try require(!hasFirstState, "first state of both directions", expected: "none", got: "one")
    guard let backward = backwardLayer else { return }
    try require(backward.goBackwards, "goBackwards of the backward layer", expected: true, got: false)
    func options(_ layer: RecurrentSpecification) -> [Bool] {
      [layer.returnSequences, layer.returnState, layer.stateful]
    }
    try require(
      options(layer) == options(backward), "[returnSequences, returnState, stateful] of the backward layer",
      expected: options(layer), got: options(backward))
    try require(
      mergeMode == .concatenate || layer.units == backward.units, "units of the backward layer",
      expected: layer.units, got: backward.units)
  }
}
