extension Tensor {
  /// Steps of `[batch, time, features]` put in other places: `[batch, steps, features]`, not in an order of all rows
  /// together but in one of each row's own.
  ///
  /// - Parameter sources: `[batch, steps]`, row by row: the step of the same row to take, each at most once; nil: zeros.
  func arrangingSteps(_ sources: [Int?], steps: Int) -> Tensor {
    let (time, width) = (shape[1], shape[2])
    let result = Tensor(uninitialized: [shape[0], steps, width])
    for (place, source) in sources.enumerated() {
      let target = result.buffer.floats + place * width
      if let source {
        copy(floats + (place / steps * time + source) * width, to: target, count: width)
      } else {
        clear(target, count: width)
      }
    }
    return result.recorded(from: self) { gradient, operands in
      operands[0].add {
        gradient.arrangingSteps(Self.inverse(of: sources, steps: steps, time: time), steps: time)
      }
    }
  }

  /// Where each step went; nil: nowhere.
  private static func inverse(of sources: [Int?], steps: Int, time: Int) -> [Int?] {
    var inverse = [Int?](repeating: nil, count: sources.count / steps * time)
    for (place, source) in sources.enumerated() {
      if let source { inverse[place / steps * time + source] = place % steps }
    }
    return inverse
  }

  /// The steps of `[batch, time, features]` from the last to the first.
  public func reversedInTime() -> Tensor {
    check(rank == 3, "Tensor.reversedInTime", "rank", expected: 3, got: rank)
    return arrangingSteps((0..<shape[0]).flatMap { _ in (0..<shape[1]).reversed() }, steps: shape[1])
  }

  /// Each row of `[batch, features]` at every step: `[batch, steps, features]`, Keras's `RepeatVector`.
  public func repeatedInTime(_ steps: Int) -> Tensor {
    check(rank == 2, "Tensor.repeatedInTime", "rank", expected: 2, got: rank)
    return expandingAxis(1).broadcast(to: [shape[0], steps, shape[1]])
  }
}
