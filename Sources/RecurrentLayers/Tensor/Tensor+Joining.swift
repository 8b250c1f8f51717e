extension Tensor {
  /// Tensors one after the other along an axis; their other axes are equal.
  ///
  /// - Parameter axis: from 0, or counted from the end: -1 is the last.
  public init(concatenating tensors: [Tensor], axis: Int) {
    let operation = "Tensor(concatenating:)"
    check(!tensors.isEmpty, operation, "tensors", expected: "at least 1", got: 0)
    let layouts = tensors.map { AxisLayout($0.shape, axis: axis, operation) }
    for (layout, tensor) in zip(layouts, tensors) {
      check(
        layout.shape(withSize: 1) == layouts[0].shape(withSize: 1), operation, "axes other than \(axis)",
        expected: tensors[0].shape, got: tensor.shape)
    }
    let whole = AxisLayout(layouts[0].shape(withSize: layouts.reduce(0) { $0 + $1.size }), axis: axis, operation)
    let result = Tensor(uninitialized: whole.shape(withSize: whole.size))
    var (runs, start) = ([Runs](), 0)
    for (layout, tensor) in zip(layouts, tensors) {
      runs.append(Runs(start..<(start + layout.size), of: whole))
      runs[runs.count - 1].write(tensor.floats, to: result.buffer.floats)
      start += layout.size
    }
    let shapes = tensors.map(\.shape)
    self = result.recorded(fromAll: tensors) { [runs] gradient, operands in
      for (index, part) in runs.enumerated() {
        operands[index].add { part.read(from: gradient, shape: shapes[index]) }
      }
    }
  }

  /// Tensors of one shape along a new axis.
  ///
  /// - Parameter axis: the new axis, from 0, or counted from the end: -1 is last.
  public init(stacking tensors: [Tensor], axis: Int = 0) {
    let operation = "Tensor(stacking:)"
    check(!tensors.isEmpty, operation, "tensors", expected: "at least 1", got: 0)
    let shape = tensors[0].shape
    for (index, tensor) in tensors.enumerated() {
      check(tensor.shape == shape, operation, "shape of tensor \(index)", expected: shape, got: tensor.shape)
    }
    let place = shape.axis(axis, operation, count: shape.count + 1)
    let layout = AxisLayout(shape[..<place] + [tensors.count] + shape[place...], axis: place, operation)
    let result = Tensor(uninitialized: layout.shape(withSize: tensors.count))
    for (index, tensor) in tensors.enumerated() {
      Runs(index..<(index + 1), of: layout).write(tensor.floats, to: result.buffer.floats)
    }
    self = result.recorded(fromAll: tensors) { gradient, operands in
      for index in 0..<layout.size {
        operands[index].add { Runs(index..<(index + 1), of: layout).read(from: gradient, shape: shape) }
      }
    }
  }

  /// The tensor with elements of one value before and after it along an axis.
  ///
  /// - Parameters:
  ///   - axis: from 0, or counted from the end: -1 is the last.
  ///   - before: how many are put before it.
  ///   - after: how many are put after it.
  public func padded(axis: Int, before: Int = 0, after: Int = 0, with value: Float = 0) -> Tensor {
    let operation = "Tensor.padded"
    check(before >= 0 && after >= 0, operation, "padding", expected: "at least 0", got: (before, after))
    let layout = AxisLayout(shape, axis: axis, operation)
    let whole = AxisLayout(layout.shape(withSize: before + layout.size + after), axis: axis, operation)
    let result = Tensor(repeating: value, shape: whole.shape(withSize: whole.size))
    let runs = Runs(before..<(before + layout.size), of: whole)
    runs.write(floats, to: result.buffer.floats)
    let shape = shape
    return result.recorded(from: self) { gradient, operands in
      operands[0].add { runs.read(from: gradient, shape: shape) }
    }
  }
}
