import RecurrentFormats
import RecurrentKernels

/// The steps of one convolution: what each place sees is gathered, and multiplied with the weights.
///
/// Ungrouped, the result lies channels last. Its products have the output channels as columns, of which there are many
/// where a model runs in real time and has few places; what follows reads it through its strides. Groups have few
/// channels each, and take the places as columns.
struct Convolution {
  private let call: NodeCall
  private let input: View
  /// [groups, out, in, taps], of any strides.
  private let weights: View
  private let window: Window
  private let bias: View?

  private var groups: Int { weights.shape[0] }
  private var outputs: Int { groups * weights.shape[1] }
  /// Terms of each sum.
  private var depth: Int { weights.shape[2] * weights.shape[3] }

  init(_ call: NodeCall, _ input: View, _ weights: View, _ window: Window) throws {
    // A negative place means padding, so places count forwards.
    self.input = input.strides.contains { $0 < 0 } ? call.compiler.dense(input) : input
    (self.call, self.weights, self.window) = (call, weights, window)
    bias = call.has(2) ? try call.dense(2, .float) : nil
    if let bias, bias.rank != 1 || bias.count != outputs {
      throw NodeError("\(bias.shape) biases for \(outputs) channels")
    }
  }

  func compiled() throws -> GraphValue {
    let shape = [input.shape[0], outputs] + window.outputShape
    guard shape.reduce(1, *) > 0 else { return GraphValue(call.allocate(shape, input.type)) }
    return groups == 1 ? channelsLast() : channelsFirst()
  }

  // MARK: Channels last

  private func channelsLast() -> GraphValue {
    let (rows, depth, outputs) = (input.shape[0] * window.positions, depth, outputs)
    let columns = gathered(Patches(input, window, channelsLast: true), [input.shape[0], window.positions, depth])
    let isInt8 = weights.isConstant && call.compiler.precision == .int8
    let factors = isInt8 ? rowsOfWeights() : transposedWeights()
    let result = call.allocate([input.shape[0], window.positions, outputs], input.type)
    let bias = bias
    @Sendable func product(
      _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
    ) -> KernelCall.Gemm {
      var product = KernelCall.Gemm(
        m: rows, n: outputs, k: depth, a: left, b: right, transposeB: isInt8, c: target)
      product.precision = isInt8 ? .int8 : .float32
      return product
    }
    let packed = call.packedFactor(factors) { known in product(known, known, known) }
    call.run(reads: [columns, factors] + [bias].compactMap(\.self), writes: [result]) { memory in
      var product = product(memory.floats(columns), memory.floats(factors), memory.floats(result)).with(packed)
      product.bias = bias.map { UnsafePointer(memory.floats($0)) }
      return .gemm(product)
    }
    return GraphValue(result.permuted([0, 2, 1]).splitting(axis: 2, into: window.outputShape))
  }

  /// [taps · in, out], made once for all shapes where the weights are known.
  private func transposedWeights() -> View {
    let order = weights.element(0, axis: 0).permuted([2, 1, 0])
    func made() -> View { call.compiler.dense(order).reshaped([depth, outputs])! }
    return weights.isConstant ? call.node.kept(for: [weights.buffer], make: made) : made()
  }

  /// [out, taps · in], of which the kernels make int8.
  private func rowsOfWeights() -> View {
    let order = weights.element(0, axis: 0).permuted([0, 2, 1])
    return call.node.kept(for: [weights.buffer]) { call.compiler.dense(order).reshaped([outputs, depth])! }
  }

  // MARK: Channels first

  private func channelsFirst() -> GraphValue {
    let (batch, groups, positions, depth) = (input.shape[0], groups, window.positions, depth)
    let columns = gathered(Patches(input, window, channelsLast: false), [batch, groups, depth, positions])
    let factors = call.compiler.dense(weights)
    let result = call.allocate([batch, outputs] + window.outputShape, input.type)
    let (perGroup, outputs) = (weights.shape[1], outputs)
    for n in 0..<batch {
      call.run(reads: [factors, columns], writes: [result]) { memory in
        .gemm(
          .init(
            m: perGroup, n: positions, k: depth, a: memory.floats(factors),
            b: memory.floats(columns) + n * groups * depth * positions,
            c: memory.floats(result) + n * outputs * positions, batch: groups))
      }
    }
    guard let bias else { return GraphValue(result) }
    let perChannel = bias.reshaped([outputs] + [Int](repeating: 1, count: window.outputShape.count))!
    return GraphValue(.leaf(result) + .leaf(perChannel), type: input.type)
  }

  /// What each place sees, in a copy, or where that is the input itself, in place.
  private func gathered(_ patches: Patches, _ shape: [Int]) -> View {
    if patches.isIdentity, input.isDenseFrom(patches.order) { return input.permuted(patches.order).reshaped(shape)! }
    let (input, columns) = (input, call.allocate(shape, input.type))
    call.emit(reads: [input], writes: [columns]) { memory in
      let (from, to) = (memory.floats(input), memory.floats(columns))
      return { patches.copy(from, to) }
    }
    return columns
  }
}

extension View {
  /// Whether the elements follow each other once the axes are in this order.
  fileprivate func isDenseFrom(_ order: [Int]) -> Bool { permuted(order).isDense }
}
