extension [Int] {
  /// The shape that this one and another are broadcast to: aligned at their last axes, an axis of 1, or one that is not
  /// there, serves for any size (NumPy's rule).
  func broadcast(with other: [Int], _ operation: @autoclosure () -> String) -> [Int] {
    guard self != other else { return self }
    var result = count >= other.count ? self : other
    for place in 1...Swift.max(1, Swift.min(count, other.count)) where place <= Swift.min(count, other.count) {
      let (a, b) = (self[count - place], other[other.count - place])
      check(
        a == b || a == 1 || b == 1, operation(), "shapes", expected: "equal sizes or 1 in each axis from the last",
        got: "\(self) and \(other)")
      result[result.count - place] = a == 1 ? b : a
    }
    return result
  }

  /// Elements from one index of each axis of `shape` to the next in a dense array of this shape: 0 along the axes that it
  /// is repeated along.
  func broadcastStrides(to shape: [Int], _ operation: @autoclosure () -> String) -> [Int] {
    check(broadcast(with: shape, operation()) == shape, operation(), "shape", expected: shape, got: self)
    let own = rowMajorStrides
    let added = shape.count - count
    return shape.indices.map { axis in axis < added || self[axis - added] == 1 ? 0 : own[axis - added] }
  }
}

extension Tensor {
  /// The sum over what was repeated when a tensor of `target` was broadcast to this one's shape; not recorded.
  func summed(to target: [Int]) -> Tensor {
    guard target != shape else { return self }
    let added = rank - target.count
    let axes = shape.indices.filter { $0 < added || target[$0 - added] == 1 && shape[$0] != 1 }
    return detached().reduced(.sum, axes: axes).view(0..<target.reduce(1, *), shape: target)
  }

  /// The elements that strides choose, in the row-major order of `shape`; not recorded.
  func gathered(shape: [Int], strides: [Int]) -> Tensor {
    let result = Tensor(uninitialized: shape)
    withExtendedLifetime(self) {
      Compute.current.run(
        "Tensor",
        .elementwise(
          .init(
            .identity, shape: shape, inputs: [floats], inputStrides: strides, outputs: [result.buffer.floats])))
    }
    return result
  }
}
