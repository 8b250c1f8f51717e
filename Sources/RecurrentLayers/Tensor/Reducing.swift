import RecurrentKernels

// Reductions by the kernels, not recorded.
extension Tensor {
  /// What a sum or an extreme along an axis is made of.
  enum Reducer { case sum, maximum, minimum }

  /// The elements along axes reduced to one each; the axes stay, with size 1.
  func reduced(_ reducer: Reducer, axes: [Int]) -> Tensor {
    var result = self
    var left = axes.sorted()
    // Neighbours are one axis to the kernels.
    while let last = left.popLast() {
      var first = last
      while left.last == first - 1 { first = left.removeLast() }
      result = result.reduced(reducer, axes: first...last)
    }
    return result
  }

  private func reduced(_ reducer: Reducer, axes: ClosedRange<Int>) -> Tensor {
    var shape = shape
    let (outer, size) = (shape[..<axes.lowerBound].reduce(1, *), shape[axes].reduce(1, *))
    let inner = shape[(axes.upperBound + 1)...].reduce(1, *)
    for axis in axes { shape[axis] = 1 }
    var result = Tensor.zeros(shape)
    let y = result.uniqueFloats()
    for o in 0..<outer {
      for i in 0..<inner {
        var sum = 0.0
        for k in 0..<size { sum += Double(floats[(o * size + k) * inner + i]) }
        y[o * inner + i] = Float(sum)
      }
    }
    return result
  }

  /// The largest or smallest element along an axis; the gradient goes to the first of equal ones.
  func extreme(_ reducer: Reducer, axis: Int, keepingAxes: Bool, _ operation: String) -> Tensor {
    let layout = AxisLayout(shape, axis: axis, operation)
    check(layout.size >= 1, operation, "size of axis \(axis)", expected: "at least 1", got: 0)
    let result = Tensor(uninitialized: keepingAxes ? layout.shape(withSize: 1) : layout.shapeWithoutAxis)
    var places = [Int](repeating: 0, count: result.count)
    for o in 0..<layout.outer {
      for i in 0..<layout.inner {
        let first = o * layout.size * layout.inner + i
        var best = first
        for k in 1..<Swift.max(1, layout.size) {
          let place = first + k * layout.inner
          let isBetter = reducer == .maximum ? floats[place] > floats[best] : floats[place] < floats[best]
          if isBetter || floats[place].isNaN && !floats[best].isNaN { best = place }
        }
        places[o * layout.inner + i] = best
        result.buffer.floats[o * layout.inner + i] = floats[best]
      }
    }
    let shape = shape
    return result.recorded(from: self) { [places] gradient, operands in
      operands[0].addPart(shape: shape) { whole in
        for (index, place) in places.enumerated() { whole[place] += gradient.floats[index] }
      }
    }
  }

  /// The sum of all elements, in double over the rows' sums.
  var total: Double {
    guard count > 0 else { return 0 }
    return detached().reshaped([rowCount, width]).reduced(.sum, axes: [0]).withUnsafeScalars { sums in
      sums.reduce(0) { $0 + Double($1) }
    }
  }

  /// The sum of all rows of `width` elements: shape `[width]`.
  func sumOfRows(width: Int) -> Tensor {
    detached().reshaped([count / Swift.max(1, width), width]).reduced(.sum, axes: [0]).view(0..<width, shape: [width])
  }
}
