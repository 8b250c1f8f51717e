import RecurrentLayers

/// What comes from outside meets the network: whatever does not fit throws, before anything is computed.
extension Sequential {
  /// A batch of examples through all layers.
  func forward(_ x: Samples, lengths: [Int]?) -> (output: Tensor, mask: SequenceMask?) {
    let mask = lengths.map { SequenceMask(lengths: $0, steps: x.shape[1]) }
    let value =
      switch x {
      case .numbers(let tensor): self(LayerValue(tensor, mask: mask))
      case .indices(let tokens): self(LayerValue(tokens, mask: mask))
      }
    return (value.numbers, value.mask)
  }

  /// Makes the layers where they are not made yet, and checks that they take these examples.
  ///
  /// - Returns: The shape of what comes out for one example.
  /// - Throws: ``SpecificationError`` where no layers can be made for such examples, else ``DataError``.
  @discardableResult
  func requireInput(_ x: Samples) throws -> LayerShape {
    let given = LayerShape(x.shape.dropFirst().map { $0 })
    try makeLayers(inputShape: given)
    try requireContents(x)
    var shape = given
    for (specification, layer) in zip(specifications, layers) {
      // A layer of its own kind may take any length of a sequence, but its weights are of one size.
      guard let outline = try? specification.checkedOutline(inputShape: shape),
        outline.parameterCount == layer.outline.parameterCount
      else {
        throw DataError.shape(what: "examples", expected: "\(requireInputShape("fit"))", got: x.shape)
      }
      shape = outline.outputShape
    }
    return shape
  }

  /// Tokens for an embedding, numbers for all others.
  private func requireContents(_ x: Samples) throws(DataError) {
    switch (x, specifications[0].tokenCount) {
    case (.numbers, nil): break
    case (.indices(let tokens), let count?):
      guard let wrong = tokens.scalars.firstIndex(where: { $0 < 0 || $0 >= count }) else { return }
      let example = wrong / max(1, tokens.count / max(1, x.count))
      throw .unknownToken(Int(tokens.scalars[wrong]), example: example, tokens: count)
    case (.numbers, _?): throw .kind(what: "examples", expected: "tokens (an IndexTensor)", got: "numbers")
    case (.indices, nil): throw .kind(what: "examples", expected: "numbers (a Tensor)", got: "tokens")
    }
  }

  /// Checks that the loss can compare these targets with what comes out.
  func requireTargets(_ y: Samples, output: LayerShape, _ loss: Loss) throws(DataError) {
    guard let builtIn = loss.builtIn else { return }
    if let problem = builtIn.problem(with: y, output: output.axes) { throw problem }
  }

  /// Checks that stateful layers can take the batches of so many examples.
  ///
  /// - Parameter sizes: of the batches, in order.
  func requireStatefulBatches(_ sizes: some Sequence<Int>) throws(DataError) {
    for layer in statefulLayers {
      var carried = layer.state?.batch
      for size in sizes {
        if let carried, carried != size { throw .statefulBatch(rows: size, carried: carried) }
        carried = size
      }
    }
  }
}

extension LayerSpecification {
  /// By default a layer takes numbers.
  public var tokenCount: Int? { nil }
}
