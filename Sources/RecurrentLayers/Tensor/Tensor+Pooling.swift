extension Tensor {
  /// The largest value of each feature over a row's steps, `[batch, time, features]` to `[batch, features]`: max-over-time
  /// pooling (Collobert et al. 2011). The gradient goes to the step that it came from, the first of equal ones.
  ///
  /// - Parameter lengths: the steps of each row that count, 0...time; nil: all. A row without steps is zeros.
  public func maxOverTime(lengths: [Int]? = nil) -> Tensor {
    maxOverTime(TimeBox(self, lengths: lengths, "Tensor.maxOverTime"))
  }

  /// As ``maxOverTime(lengths:)``, of the steps that a mask counts.
  public func maxOverTime(mask: SequenceMask) -> Tensor { maxOverTime(TimeBox(self, mask, "Tensor.maxOverTime")) }

  private func maxOverTime(_ box: TimeBox) -> Tensor {
    let result = Tensor.zeros([box.batch, box.features])
    // For each feature of each row, when it is largest; -1: never.
    var times = [Int32](repeating: -1, count: result.count)
    times.withUnsafeMutableBufferPointer { times in
      guard let times = times.baseAddress else { return }
      for row in 0..<box.batch {
        let (largest, times) = (result.buffer.floats + row * box.features, times + row * box.features)
        var isFirst = true
        for time in 0..<box.steps where box.mask[row, time] {
          let values = floats + (row * box.steps + time) * box.features
          if isFirst {
            largest.update(from: values, count: box.features)
            times.update(repeating: Int32(time), count: box.features)
          } else {
            keepLarger(of: values, at: Int32(time), in: largest, times, count: box.features)
          }
          isFirst = false
        }
      }
    }
    let (shape, chosen) = (shape, times)
    return result.recorded(from: self) { gradient, operands in
      operands[0].addPart(shape: shape) { whole in
        for (target, time) in chosen.enumerated() where time >= 0 {
          let (row, feature) = target.quotientAndRemainder(dividingBy: box.features)
          whole[(row * box.steps + Int(time)) * box.features + feature] += gradient.floats[target]
        }
      }
    }
  }

  /// The larger of each value and what was there, and when it was.
  private func keepLarger(
    of values: UnsafePointer<Float>, at time: Int32, in largest: UnsafeMutablePointer<Float>,
    _ times: UnsafeMutablePointer<Int32>, count: Int
  ) {
    var feature = 0
    // All is read before anything is written: so the compiler takes a vector at once.
    while feature < count {
      let (value, known, before) = (values[feature], largest[feature], times[feature])
      largest[feature] = value > known ? value : known
      times[feature] = value > known ? time : before
      feature &+= 1
    }
  }

  /// The mean of each feature over a row's steps, `[batch, time, features]` to `[batch, features]`.
  ///
  /// - Parameter lengths: the steps of each row that count, 0...time; nil: all. A row without steps is zeros.
  public func meanOverTime(lengths: [Int]? = nil) -> Tensor {
    meanOverTime(TimeBox(self, lengths: lengths, "Tensor.meanOverTime"))
  }

  /// As ``meanOverTime(lengths:)``, of the steps that a mask counts.
  public func meanOverTime(mask: SequenceMask) -> Tensor { meanOverTime(TimeBox(self, mask, "Tensor.meanOverTime")) }

  private func meanOverTime(_ box: TimeBox) -> Tensor {
    // A product with 1 / length at the steps that count and 0 at the others.
    var weights = Tensor.zeros([box.batch, 1, box.steps])
    weights.withUnsafeMutableScalars { weights in
      for (row, length) in box.mask.lengths.enumerated() {
        for time in 0..<box.steps where box.mask[row, time] { weights[row * box.steps + time] = 1 / Float(length) }
      }
    }
    return weights.matmul(self).reshaped([box.batch, box.features])
  }
}

/// The sizes of a batch of sequences and the steps that count, checked.
private struct TimeBox {
  let batch: Int
  let steps: Int
  let features: Int
  let mask: SequenceMask

  init(_ x: Tensor, lengths: [Int]?, _ operation: String) {
    Self.requireRank(x, operation)
    let (batch, steps) = (x.shape[0], x.shape[1])
    let lengths = lengths ?? [Int](repeating: steps, count: batch)
    check(lengths.count == batch, operation, "lengths", expected: batch, got: lengths.count)
    for (row, length) in lengths.enumerated() {
      check((0...steps).contains(length), operation, "length of row \(row)", expected: "0...\(steps)", got: length)
    }
    self.init(x, SequenceMask(lengths: lengths, steps: steps), operation)
  }

  init(_ x: Tensor, _ mask: SequenceMask, _ operation: String) {
    Self.requireRank(x, operation)
    (batch, steps, features) = (x.shape[0], x.shape[1], x.shape[2])
    check(
      [mask.batch, mask.steps] == [batch, steps], operation, "[batch, time] of the mask", expected: [batch, steps],
      got: [mask.batch, mask.steps])
    self.mask = mask
  }

  private static func requireRank(_ x: Tensor, _ operation: String) {
    check(x.rank == 3, operation, "rank of the input [batch, time, features]", expected: 3, got: x.rank)
  }
}
