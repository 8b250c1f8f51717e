import RecurrentKernels

extension Tensor {
  /// The sum of all elements, shape `[]`.
  public func sum() -> Tensor {
    let shape = shape
    return Tensor(Float(total)).recorded(from: self) { gradient, operands in
      operands[0].add { Tensor(repeating: gradient.item, shape: shape) }
    }
  }

  /// The mean of all elements, shape `[]`; not a number where there are none.
  public func mean() -> Tensor { sum() / Float(count) }

  /// The sum along axes, which the result does not have.
  ///
  /// - Parameters:
  ///   - axes: from 0, or counted from the end: -1 is the last.
  ///   - keepingAxes: whether the axes stay, with size 1, so that the result can be broadcast against this tensor.
  public func sum(axes: Int..., keepingAxes: Bool = false) -> Tensor {
    summed(over: axes, keepingAxes: keepingAxes, "Tensor.sum")
  }

  /// The mean along axes. See ``sum(axes:keepingAxes:)``.
  public func mean(axes: Int..., keepingAxes: Bool = false) -> Tensor {
    let sum = summed(over: axes, keepingAxes: keepingAxes, "Tensor.mean")
    return sum / (Float(count) / Float(Swift.max(1, sum.count)))
  }

  /// The largest element along an axis of at least one, which the result does not have; a NaN among them is the largest.
  /// The gradient goes to the first of equal ones.
  ///
  /// - Parameters:
  ///   - axis: from 0, or counted from the end: -1 is the last.
  ///   - keepingAxes: whether the axis stays, with size 1.
  public func max(axis: Int, keepingAxes: Bool = false) -> Tensor {
    extreme(.maximum, axis: axis, keepingAxes: keepingAxes, "Tensor.max")
  }

  /// The smallest element along an axis. See ``max(axis:keepingAxes:)``.
  public func min(axis: Int, keepingAxes: Bool = false) -> Tensor {
    extreme(.minimum, axis: axis, keepingAxes: keepingAxes, "Tensor.min")
  }

  private func summed(over axes: [Int], keepingAxes: Bool, _ operation: String) -> Tensor {
    let places = axes.map { shape.axis($0, operation) }
    check(Set(places).count == places.count, operation, "axes", expected: "each once", got: axes)
    let (whole, broadcastable) = (shape, shape.enumerated().map { places.contains($0.offset) ? 1 : $0.element })
    let left = keepingAxes ? broadcastable : shape.indices.filter { !places.contains($0) }.map { shape[$0] }
    let sum = detached().reduced(.sum, axes: places)
    return sum.view(0..<sum.count, shape: left).recorded(from: self) { gradient, operands in
      operands[0].add { gradient.reshaped(broadcastable).broadcast(to: whole) }
    }
  }
}
