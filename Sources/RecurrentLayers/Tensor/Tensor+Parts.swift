extension Tensor {
  /// The part of an axis within `range`: a view along the first axis, a copy along another.
  ///
  /// - Parameter axis: from 0, or counted from the end: -1 is the last.
  public func slice(_ range: Range<Int>, axis: Int) -> Tensor {
    let layout = AxisLayout(shape, axis: axis, "Tensor.slice")
    check(
      range.lowerBound >= 0 && range.upperBound <= layout.size, "Tensor.slice", "range of axis \(axis)",
      expected: "within 0..<\(layout.size)", got: range)
    return part(range, layout, shape: layout.shape(withSize: range.count))
  }

  /// One index of an axis, which the result does not have.
  ///
  /// - Parameter axis: from 0, or counted from the end: -1 is the last.
  public func part(_ index: Int, axis: Int) -> Tensor {
    let layout = AxisLayout(shape, axis: axis, "Tensor.part")
    check(
      (0..<layout.size).contains(index), "Tensor.part", "index of axis \(axis)", expected: "0..<\(layout.size)",
      got: index)
    return part(index..<(index + 1), layout, shape: layout.shapeWithoutAxis)
  }

  /// One step of `[batch, time, features]`: `[batch, features]`.
  public func step(_ time: Int) -> Tensor {
    check(rank == 3, "Tensor.step", "rank", expected: 3, got: rank)
    return part(time, axis: 1)
  }

  /// The gradient goes to the part alone, so that a loop over all parts costs no more than the whole.
  private func part(_ range: Range<Int>, _ layout: AxisLayout, shape partShape: [Int]) -> Tensor {
    let runs = Runs(range, of: layout)
    let shape = shape
    return runs.read(from: self, shape: partShape).recorded(from: self) { gradient, operands in
      operands[0].accumulate(shape: shape) { whole, beta in
        if beta == 0 {
          runs.writeAmongZeros(gradient.floats, to: whole, count: shape.reduce(1, *))
        } else {
          runs.add(gradient.floats, to: whole)
        }
      }
    }
  }

  /// The parts of all indices of an axis, without that axis: the steps of `[batch, time, features]` along axis 1 are
  /// `time` tensors `[batch, features]`, for a loop over time. ``init(stacking:axis:)`` puts them together again.
  ///
  /// - Parameter axis: from 0, or counted from the end: -1 is the last.
  public func unstacked(axis: Int) -> [Tensor] {
    let layout = AxisLayout(shape, axis: axis, "Tensor.unstacked")
    let parts = (0..<layout.size).map { index in
      Runs(index..<(index + 1), of: layout).read(from: self, shape: layout.shapeWithoutAxis)
    }
    guard let tape = Tape.current, tape.tracks(self) else { return parts }
    let shape = shape
    return tape.record(parts, from: [self]) { gradients, operands in
      operands[0].accumulate(shape: shape) { whole, beta in
        for (index, gradient) in gradients.enumerated() {
          let runs = Runs(index..<(index + 1), of: layout)
          switch gradient {
          case let gradient? where beta == 0: runs.write(gradient.floats, to: whole)
          case let gradient?: runs.add(gradient.floats, to: whole)
          case nil where beta == 0: runs.clear(in: whole)
          case nil: break
          }
        }
      }
    }
  }
}
