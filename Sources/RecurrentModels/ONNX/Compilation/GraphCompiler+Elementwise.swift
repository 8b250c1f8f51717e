import RecurrentFormats
import RecurrentKernels

extension GraphCompiler {
  /// Adds the pass that computes an expression.
  func compute(_ expression: Expression, as type: ElementType) -> View {
    let shape = expression.shape
    if case .leaf(var view) = expression, view.shape == shape {
      view.type = type
      return view
    }
    guard expression.leaves.allSatisfy({ $0.fits(shape) }) else {
      fail("shapes that do not fit: \(expression.leaves.map(\.shape))")
      return allocate(shape, type)
    }
    let computed = ExpressionProgram(expression, shape: shape)
    let leaves = computed.leaves.map { $0.strides.contains { $0 < 0 } ? forward($0) : $0 }
    let result = allocate(shape, like: leaves.first { $0.shape == shape && !$0.strides.contains(0) }, type)
    guard result.count > 0 else { return result }
    let (program, kernels, threads) = (computed.program, kernels, threads)
    let axes = Axes(shape: shape, strides: leaves.map(\.strides) + [result.strides])
    emit(reads: leaves, writes: [result]) { memory in
      let call = KernelCall.elementwise(
        KernelCall.Elementwise(
          program, shape: axes.shape, inputs: leaves.map { UnsafePointer(memory.floats($0)) },
          inputStrides: Array(axes.strides.dropLast().joined()), outputs: [memory.floats(result)],
          outputStrides: axes.strides.last!))
      return { try kernels.run(call, threads: threads) }
    }
    return result
  }

  /// A copy of what is read backwards or repeated, with no more elements than it has.
  private func forward(_ view: View) -> View {
    var distinct = view
    for axis in view.shape.indices where view.strides[axis] == 0 { distinct.shape[axis] = 1 }
    return dense(distinct).broadcast(to: view.shape)
  }

  /// Memory for a result whose axes lie in the order of another view's, so that a pass over both is one run.
  private func allocate(_ shape: [Int], like model: View?, _ type: ElementType) -> View {
    guard let model, !model.isDense, model.strides.allSatisfy({ $0 >= 0 }) else { return allocate(shape, type) }
    let order = shape.indices.sorted { (model.strides[$0], -$0) > (model.strides[$1], -$1) }
    let ordered = allocate(order.map { shape[$0] }, type)
    var inverse = order
    for (place, axis) in order.enumerated() { inverse[axis] = place }
    return ordered.permuted(inverse)
  }
}

/// The axes of a pass, those together that are one run in all arrays: kernels take eight, graphs have more.
struct Axes: Sendable {
  private(set) var shape: [Int] = []
  /// For each array, then each axis.
  private(set) var strides: [[Int]]

  init(shape: [Int], strides given: [[Int]]) {
    strides = given.map { _ in [] }
    for axis in shape.indices where shape[axis] != 1 {
      let next = given.map { $0[axis] }
      let last = strides.map(\.last)
      if let size = self.shape.last, zip(last, next).allSatisfy({ $0! == $1 * shape[axis] }) {
        self.shape[self.shape.count - 1] = size * shape[axis]
        for array in given.indices { strides[array][strides[array].count - 1] = next[array] }
      } else {
        self.shape.append(shape[axis])
        for array in given.indices { strides[array].append(next[array]) }
      }
    }
  }
}
