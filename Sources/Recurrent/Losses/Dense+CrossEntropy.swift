extension Dense {
  /// The softmax cross-entropy of this layer's output as one step, in which the logits' memory becomes that of their
  /// gradient: for large vocabularies.
  ///
  /// - Parameters:
  ///   - x: `[..., inputSize]`.
  ///   - targets: a class for each row, of `x`'s shape without its last axis.
  ///   - ignoring: rows with this target count neither in the loss nor in the mean.
  public func softmaxCrossEntropy(
    of x: Tensor, targets: IndexTensor, ignoring: Int32 = -1, reduction: Reduction = .mean
  ) -> Tensor {
    check(
      activation == .linear, "Dense.softmaxCrossEntropy", "activation", expected: Activation.linear, got: activation)
    let rows = CrossEntropyRows(
      shape: x.shape.dropLast(), classes: outputSize, targets: targets, ignoring: ignoring, reduction: reduction)
    let logits = project(x)
    guard let tape = Tape.current else { return rows.loss(of: logits.floats, gradient: nil) }
    let loss = rows.loss(of: logits.floats, gradient: logits.buffer.floats)
    let (input, wantsInputGradient, version) = (x.detached(), tape.tracks(x), weight.version)
    return tape.record([loss], from: [x]) { gradients in
      guard let scale = gradients[0] else { return [nil] }
      requireUnchanged(since: version)
      let dLogits = logits.scaledUnlessOne(by: scale.item)
      accumulateGradients(input: input, gradient: dLogits)
      return [wantsInputGradient ? inputGradient(dLogits, shape: input.shape) : nil]
    }[0]
  }
}
