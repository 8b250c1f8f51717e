import RecurrentLayers

extension Sequential {
  /// The layers as a ``RecurrentStream`` or a ``StreamGroup`` runs them, step by step: for each step of a sequence the
  /// output that ``predict(_:batchSize:)`` has for the sequence up to it. Dropout and masking have no part in it: steps that
  /// a mask leaves out are not to be given.
  ///
  /// The model must know its input: from `inputShape`, or from data.
  /// - Throws: ``SpecificationError`` where a layer needs the whole sequence, as one that goes backwards does.
  public func streamLayers() throws(SpecificationError) -> [StreamLayer] {
    _ = requireInputShape("streamLayers")
    var steps: [StreamLayer] = []
    for layer in layers {
      guard let own = layer.layer.steps else {
        throw SpecificationError(
          "Sequential", "layer \(layer.name) of a stream", expected: "one that takes step by step", got: layer.kind)
      }
      steps += own
    }
    return steps
  }

  /// Runs the model step by step on one sequence; see ``streamLayers()``.
  public func makeStream() throws(SpecificationError) -> RecurrentStream {
    RecurrentStream(try streamLayers(), inputSize: stepSize)
  }

  /// Runs the model step by step on many sequences at once; see ``streamLayers()``.
  public func makeStreamGroup() throws(SpecificationError) -> StreamGroup {
    StreamGroup(try streamLayers(), inputSize: stepSize)
  }

  /// The numbers of a step; nil: tokens come in.
  private var stepSize: Int? {
    specifications[0].tokenCount == nil ? requireInputShape("makeStream").axes.last ?? nil : nil
  }
}

extension Frozen<Sequential> {
  /// As ``Sequential/makeStream()``, with the frozen weights.
  public func makeStream() throws(SpecificationError) -> RecurrentStream {
    let stream = run { model in Result { () throws(SpecificationError) in try model.makeStream() } }
    return try stream.get()
  }

  /// As ``Sequential/makeStreamGroup()``, with the frozen weights.
  public func makeStreamGroup() throws(SpecificationError) -> StreamGroup {
    let group = run { model in Result { () throws(SpecificationError) in try model.makeStreamGroup() } }
    return try group.get()
  }
}
