import RecurrentKernels

// Reductions by the kernels, not recorded.
extension Tensor {
  /// The elements along axes reduced to one each; the axes stay, with size 1.
  func reduced(_ operation: KernelCall.Reduce.Operation, axes: [Int]) -> Tensor {
    var result = self
    var left = axes.sorted()
    // Neighbours are one axis to the kernels.
    while let last = left.popLast() {
      var first = last
      while left.last == first - 1 { first = left.removeLast() }
      result = result.reduced(operation, axes: first...last)
    }
    return result
  }

  private func reduced(_ operation: KernelCall.Reduce.Operation, axes: ClosedRange<Int>) -> Tensor {
    var left = shape
    for axis in axes { left[axis] = 1 }
    let result = Tensor(uninitialized: left)
    let (outer, count) = (shape[..<axes.lowerBound].reduce(1, *), shape[axes].reduce(1, *))
    let inner = shape[(axes.upperBound + 1)...].reduce(1, *)
    withExtendedLifetime(self) {
      Compute.current.run(
        "Tensor",
        .reduce(.init(operation, outer: outer, count: count, inner: inner, x: floats, y: result.buffer.floats)))
    }
    return result
  }

  /// The largest or smallest element along an axis; the gradient goes to the first of equal ones.
  func extreme(_ reduction: KernelCall.Reduce.Operation, axis: Int, keepingAxes: Bool, _ operation: String) -> Tensor {
    let layout = AxisLayout(shape, axis: axis, operation)
    check(layout.size >= 1, operation, "size of axis \(axis)", expected: "at least 1", got: 0)
    let result = Tensor(uninitialized: keepingAxes ? layout.shape(withSize: 1) : layout.shapeWithoutAxis)
    let places = [Int32](unsafeUninitializedCapacity: result.count) { places, count in
      count = result.count
      withExtendedLifetime(self) {
        Compute.current.run(
          operation,
          .reduce(
            .init(
              reduction, outer: layout.outer, count: layout.size, inner: layout.inner, x: floats,
              y: result.buffer.floats, places: places.baseAddress)))
      }
    }
    let shape = shape
    return result.recorded(from: self) { gradient, operands in
      operands[0].addPart(shape: shape) { whole in
        for (index, place) in places.enumerated() {
          let (outer, inner) = index.quotientAndRemainder(dividingBy: layout.inner)
          whole[(outer * layout.size + Int(place)) * layout.inner + inner] += gradient.floats[index]
        }
      }
    }
  }

  /// The sum of all elements, in double.
  var total: Double {
    var sum = 0.0
    withUnsafeMutablePointer(to: &sum) { sum in
      withExtendedLifetime(self) {
        Compute.current.run("Tensor", .reduce(.init(.sum, count: count, x: floats, wide: sum)))
      }
    }
    return sum
  }

  /// The sum of all rows of `width` elements: shape `[width]`.
  func sumOfRows(width: Int) -> Tensor {
    detached().reshaped([count / Swift.max(1, width), width]).reduced(.sum, axes: [0]).view(0..<width, shape: [width])
  }
}
