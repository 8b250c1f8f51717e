extension Dense {
  /// The softmax cross-entropy of this layer's output as one step, in which the logits' memory becomes that of their
  /// gradient: for large vocabularies. The layer's own activation may be the softmax; it is not taken twice.
  ///
  /// - Parameters:
  ///   - x: `[..., inputSize]`.
  ///   - targets: a class for each row, of `x`'s shape without its last axis.
  ///   - ignoring: rows with this target count neither in the loss nor in the mean.
  public func softmaxCrossEntropy(
    of x: Tensor, targets: IndexTensor, ignoring: Int32 = -1, reduction: Reduction = .mean
  ) -> Tensor {
    check(
      activation == .linear || activation == .softmax, "Dense.softmaxCrossEntropy", "activation",
      expected: "linear or softmax", got: activation)
    let rows = CrossEntropyRows(
      shape: x.shape.dropLast(), classes: outputSize, targets: targets, ignoring: ignoring, reduction: reduction)
    guard let tape = Tape.current else { return loss(of: x, rows) }
    let logits = project(x)
    let loss = rows.loss(of: logits.floats, gradient: logits.buffer.floats)
    let (input, version) = (x.detached(), weight.version)
    return tape.record([loss], from: [x], with: ownParameters) { gradients, operands in
      guard let scale = gradients[0] else { return }
      requireUnchanged(since: version)
      let dLogits = logits.scaledUnlessOne(by: scale.item)
      accumulateGradients(input: input, gradient: dLogits)
      addInputGradient(dLogits, to: operands[0], shape: input.shape)
    }[0]
  }

  /// The loss alone, block by block of the rows, so that the logits take no more memory for a long batch than for a
  /// short one.
  private func loss(of x: Tensor, _ rows: CrossEntropyRows) -> Tensor {
    requireInput(x)
    // Fewer rows would not pay for laying out the weights anew; a million logits stay in the caches.
    let blockRows = min(rows.rows, max(256, (1 << 20) / outputSize))
    let logits = Tensor(uninitialized: [blockRows, outputSize])
    let losses = Tensor(uninitialized: [rows.rows])
    for first in stride(from: 0, to: rows.rows, by: blockRows) {
      let block = first..<min(first + blockRows, rows.rows)
      project(x.floats + first * inputSize, rows: block.count, to: logits.buffer.floats)
      rows.computeLosses(block, logits: logits.floats, gradient: nil, into: losses)
    }
    return rows.reduced(losses)
  }
}
