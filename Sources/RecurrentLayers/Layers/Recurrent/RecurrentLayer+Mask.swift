extension RecurrentLayer {
  /// Runs the stack over the steps that count: at the others the state stays as it is and the output is zero.
  ///
  /// The final state is that of the last step that counts in the layer's direction. This is what Keras computes with
  /// `zero_output_for_mask`; without it, Keras repeats the last output at the steps that do not count.
  ///
  /// - Parameters:
  ///   - x: `[batch, time, inputSize]`.
  ///   - state: as in ``callAsFunction(_:state:lengths:)``.
  ///   - mask: of the batch and steps of `x`; nil: every step counts.
  public func callAsFunction(_ x: Tensor, state: RecurrentState? = nil, mask: SequenceMask?) -> RecurrentOutput {
    guard let mask, !mask.isComplete else { return self(x, state: state) }
    check(x.rank == 3, name, "rank of the input [batch, time, features]", expected: 3, got: "\(x.rank) in \(x.shape)")
    check(
      mask.batch == x.shape[0] && mask.steps == x.shape[1], name, "[batch, time] of the mask",
      expected: Array(x.shape.prefix(2)), got: [mask.batch, mask.steps])
    guard !mask.isPrefix else { return self(x, state: state, lengths: mask.lengths) }
    let steps = max(1, mask.lengths.max() ?? 0)
    let gathered = self(
      x.arrangingSteps(mask.gatheringSources(steps: steps), steps: steps), state: state, lengths: mask.lengths)
    return RecurrentOutput(
      output: gathered.output.arrangingSteps(mask.spreadingSources, steps: mask.steps), state: gathered.state)
  }
}

extension SequenceMask {
  /// For each row, the steps that count one after the other, filled up to `steps`.
  fileprivate func gatheringSources(steps: Int) -> [Int?] {
    (0..<batch).flatMap { row -> [Int?] in
      let counting: [Int?] = (0..<self.steps).filter { self[row, $0] }
      return counting + [Int?](repeating: nil, count: steps - counting.count)
    }
  }

  /// The way back: for each step that counts its number among them, for the others nothing.
  fileprivate var spreadingSources: [Int?] {
    (0..<batch).flatMap { row in
      var number = 0
      return (0..<steps).map { step -> Int? in
        guard self[row, step] else { return nil }
        defer { number += 1 }
        return number
      }
    }
  }
}
