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
    var result = Tensor.zeros([box.batch, box.features])
    // For each feature of each row, where in the box its largest value is; -1: nowhere.
    var places = [Int32](repeating: -1, count: result.count)
    places.withUnsafeMutableBufferPointer { places in
      result.withUnsafeMutableScalars { largest in
        for row in 0..<box.batch {
          for time in 0..<box.steps where box.mask[row, time] {
            let start = (row * box.steps + time) * box.features
            for feature in 0..<box.features {
              let (value, target) = (floats[start + feature], row * box.features + feature)
              guard places[target] < 0 || value > largest[target] else { continue }
              largest[target] = value
              places[target] = Int32(start + feature)
            }
          }
        }
      }
    }
    let (shape, chosen) = (shape, places)
    return result.recorded(
      from: (
        self,
        { gradient in
          let whole = Tensor.zeros(shape)
          for (target, place) in chosen.enumerated() where place >= 0 {
            whole.buffer.floats[Int(place)] = gradient.floats[target]
          }
          return whole
        }
      ))
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
