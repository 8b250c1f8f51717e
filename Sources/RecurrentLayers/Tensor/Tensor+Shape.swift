import RecurrentKernels

extension Tensor {
  /// The same elements in another shape of the same count. No copy.
  public func reshaped(_ newShape: [Int]) -> Tensor {
    check(
      newShape.reduce(1, *) == count, "Tensor.reshaped", "count of \(newShape)", expected: count,
      got: newShape.reduce(1, *))
    let oldShape = shape
    return Tensor(shape: newShape, buffer: buffer).recorded(from: (self, { $0.reshaped(oldShape) }))
  }

  /// The part of an axis within `range`, copied.
  public func slice(_ range: Range<Int>, axis: Int) -> Tensor {
    let layout = AxisLayout(shape, axis: axis, "Tensor.slice")
    check(
      !range.isEmpty && range.lowerBound >= 0 && range.upperBound <= layout.size, "Tensor.slice",
      "range of axis \(axis)",
      expected: "at least one of 0..<\(layout.size)", got: range)
    let result = Tensor(uninitialized: layout.shape(withSize: range.count))
    copyRuns(
      layout.outer, length: range.count * layout.inner, from: floats + range.lowerBound * layout.inner,
      stride: layout.size * layout.inner, to: result.buffer.floats, stride: range.count * layout.inner)
    let shape = shape
    let pullback: Pullback = { gradient in
      let whole = Tensor.zeros(shape)
      copyRuns(
        layout.outer, length: range.count * layout.inner, from: gradient.floats, stride: range.count * layout.inner,
        to: whole.buffer.floats + range.lowerBound * layout.inner, stride: layout.size * layout.inner)
      return whole
    }
    return result.recorded(from: (self, pullback))
  }

  /// One step of `[batch, time, features]`: `[batch, features]`.
  public func step(_ time: Int) -> Tensor {
    check(rank == 3, "Tensor.step", "rank", expected: 3, got: rank)
    return slice(time..<(time + 1), axis: 1).reshaped([shape[0], shape[2]])
  }

  /// Tensors one after the other along `axis`; their other axes are equal.
  public init(concatenating tensors: [Tensor], axis: Int) {
    check(!tensors.isEmpty, "Tensor(concatenating:)", "tensors", expected: "at least 1", got: 0)
    let layouts = tensors.map { AxisLayout($0.shape, axis: axis, "Tensor(concatenating:)") }
    for (layout, tensor) in zip(layouts, tensors) {
      check(
        layout.shape(withSize: 1) == layouts[0].shape(withSize: 1), "Tensor(concatenating:)", "axes other than \(axis)",
        expected: tensors[0].shape, got: tensor.shape)
    }
    let size = layouts.reduce(0) { $0 + $1.size }
    let result = Tensor(uninitialized: layouts[0].shape(withSize: size))
    var operands: [(operand: Tensor, pullback: Pullback)] = []
    var start = 0
    for (layout, tensor) in zip(layouts, tensors) {
      let range = start..<(start + layout.size)
      copyRuns(
        layout.outer, length: layout.size * layout.inner, from: tensor.floats, stride: layout.size * layout.inner,
        to: result.buffer.floats + start * layout.inner, stride: size * layout.inner)
      operands.append((tensor, { $0.slice(range, axis: axis) }))
      start = range.upperBound
    }
    self = result.recorded(fromAll: operands)
  }

  /// The last two axes exchanged: `[..., rows, columns]` becomes `[..., columns, rows]`. A copy; products take a
  /// transposed operand without one.
  public func transposed() -> Tensor {
    check(rank >= 2, "Tensor.transposed", "rank", expected: "at least 2", got: rank)
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    let result = Tensor(uninitialized: shape.dropLast(2) + [columns, rows])
    for matrix in 0..<(count / (rows * columns)) {
      let source = floats + matrix * rows * columns
      let target = result.buffer.floats + matrix * rows * columns
      for row in 0..<rows {
        for column in 0..<columns { target[column * rows + row] = source[row * columns + column] }
      }
    }
    return result.recorded(from: (self, { $0.transposed() }))
  }

  /// One element, by an index for each axis. Writing makes the tensor a constant to gradients.
  public subscript(indices: Int...) -> Float {
    get { floats[offset(of: indices, in: shape)] }
    set { uniqueFloats()[offset(of: indices, in: shape)] = newValue }
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

/// A shape seen from one of its axes: `outer` times `size` times `inner` elements.
private struct AxisLayout: Sendable {
  let outer: Int
  let size: Int
  let inner: Int
  private let shape: [Int]
  private let axis: Int

  init(_ shape: [Int], axis: Int, _ operation: String) {
    check(shape.indices.contains(axis), operation, "axis", expected: "\(shape.indices)", got: axis)
    (outer, size, inner) = (shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *))
    (self.shape, self.axis) = (shape, axis)
  }

  func shape(withSize size: Int) -> [Int] {
    var result = shape
    result[axis] = size
    return result
  }
}

/// Copies `runs` runs of `length` elements, each a stride after the one before.
private func copyRuns(
  _ runs: Int, length: Int, from source: UnsafePointer<Float>, stride sourceStride: Int,
  to target: UnsafeMutablePointer<Float>, stride targetStride: Int
) {
  for run in 0..<runs { copy(source + run * sourceStride, to: target + run * targetStride, count: length) }
}
