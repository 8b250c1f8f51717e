/// A shape seen from one of its axes: `outer` times `size` times `inner` elements.
struct AxisLayout: Sendable {
  let outer: Int
  let size: Int
  let inner: Int
  private let shape: [Int]
  private let axis: Int

  /// - Parameter axis: from 0, or counted from the end: -1 is the last.
  init(_ shape: [Int], axis: Int, _ operation: String) {
    let place = shape.axis(axis, operation)
    (outer, size, inner) = (shape[..<place].reduce(1, *), shape[place], shape[(place + 1)...].reduce(1, *))
    (self.shape, self.axis) = (shape, place)
  }

  /// The same shape with another size of the axis.
  func shape(withSize size: Int) -> [Int] {
    var result = shape
    result[axis] = size
    return result
  }

  /// The same shape without the axis.
  var shapeWithoutAxis: [Int] { Array(shape[..<axis] + shape[(axis + 1)...]) }
}

extension [Int] {
  /// An axis of this shape that may be counted from the end, -1 being the last, counted from 0.
  ///
  /// - Parameter count: of the axes; one more where a new one is meant.
  func axis(_ axis: Int, _ operation: String, count: Int? = nil) -> Int {
    let count = count ?? self.count
    check((-count..<count).contains(axis), operation, "axis", expected: "\(-count)..<\(count)", got: axis)
    return axis < 0 ? axis + count : axis
  }

  /// Elements from one index of each axis to the next, in row-major order.
  var rowMajorStrides: [Int] {
    var (strides, next) = (self, 1)
    for axis in indices.reversed() {
      strides[axis] = next
      next *= self[axis]
    }
    return strides
  }
}

/// Where the element at `indices` lies in row-major order.
func offset(of indices: [Int], in shape: [Int]) -> Int {
  check(
    indices.count == shape.count, "subscript", "indices for shape \(shape)", expected: shape.count, got: indices.count)
  var offset = 0
  for (axis, (index, size)) in zip(indices, shape).enumerated() {
    check((0..<size).contains(index), "subscript", "index of axis \(axis)", expected: "0..<\(size)", got: index)
    offset = offset * size + index
  }
  return offset
}
