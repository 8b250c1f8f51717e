extension RecurrentLevel {
  /// Runs the layer so that each step starts where `dilation` steps before it ended (Chang et al. 2017):
  ///
  ///     h(t) = f(x(t), h(t - dilation))
  ///
  /// A sequence is then so many sequences that know nothing of each other, of every `dilation`th step each, and they run
  /// side by side as rows of one batch.
  ///
  /// - Parameter initial: for the next step, the one after it and so on: `[1, batch, dilation * hiddenSize]`.
  /// - Returns: the output, `[batch, time, hiddenSize]`, and the state likewise.
  func run(
    _ x: Tensor, dilation: Int, initial: RecurrentState.Layer?, lengths: [Int32]?, masks: RecurrentMasks
  ) -> (output: Tensor, final: RecurrentState.Layer) {
    guard dilation > 1 else { return run(x, initial: initial, lengths: lengths, masks: masks) }
    let (batch, time, size) = (x.shape[0], x.shape[1], configuration.hiddenSize)
    let steps = (time + dilation - 1) / dilation
    let phases = x.padded(axis: 1, after: steps * dilation - time)
      .reshaped([batch, steps, dilation, x.shape[2]]).permuted([0, 2, 1, 3])
      .reshaped([batch * dilation, steps, x.shape[2]])
    let rowLengths = lengths ?? [Int32](repeating: Int32(time), count: batch)
    let result = run(
      phases, initial: initial?.reshaped([1, batch * dilation, size]),
      lengths: rowLengths.flatMap { length in
        (0..<Int32(dilation)).map { max(0, (length - $0 + Int32(dilation) - 1) / Int32(dilation)) }
      },
      masks: masks.repeated(dilation))
    let output = result.output.reshaped([batch, dilation, steps, size]).permuted([0, 2, 1, 3])
      .reshaped([batch, steps * dilation, size]).slice(0..<time, axis: 1)
    // The next step goes on from the phase that was not touched longest.
    let next = rowLengths.enumerated().flatMap { row, length in
      (0..<dilation).map { row * dilation + (Int(length) + $0) % dilation }
    }
    let final = RecurrentState(layers: [result.final]).rows(at: next).layers[0]
    return (output, final.reshaped([1, batch, dilation * size]))
  }
}

extension RecurrentState.Layer {
  fileprivate func reshaped(_ shape: [Int]) -> Self {
    Self(hidden: hidden.reshaped(shape), cell: cell?.reshaped(shape))
  }
}

extension RecurrentMasks {
  /// Those of each row for so many rows.
  fileprivate func repeated(_ count: Int) -> RecurrentMasks {
    func repeated(_ mask: Tensor) -> Tensor {
      let (batch, size) = (mask.shape[1], mask.shape[2])
      return mask.reshaped([1, batch, 1, size]).broadcast(to: [1, batch, count, size])
        .reshaped([1, batch * count, size])
    }
    return RecurrentMasks(input: input.map(repeated), recurrent: recurrent.map(repeated))
  }
}
