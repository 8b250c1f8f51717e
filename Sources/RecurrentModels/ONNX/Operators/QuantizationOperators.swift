import RecurrentFormats
import RecurrentKernels

/// Numbers of 8 bits that stand for others: x = scale (q - zero point).
enum QuantizationOperators {
  /// q = round(x / scale) + zero point, held within the type.
  @Sendable static func quantize(_ call: NodeCall) throws -> [GraphValue?] {
    let type = try quantizedType(call)
    let shape = try call.shape(0)
    let zero = call.has(2) ? try perAxis(call, try floats(call, 2), shape) : Expression.constant(0)
    let scale = try perAxis(call, try call.view(1, .float), shape)
    let x = try call.expression(0, of: 2)
    return [try quantized(x / scale, zero: zero, as: type, call)]
  }

  /// What is in units of the scale, as the numbers that are stored.
  static func quantized(
    _ x: Expression, zero: Expression, as type: ElementType, _ call: NodeCall
  ) throws -> GraphValue {
    let bounds: (Float, Float)
    switch type {
    case .uint8: bounds = (0, 255)
    case .int8: bounds = (-128, 127)
    case .uint16: bounds = (0, 65535)
    case .int16: bounds = (-32768, 32767)
    default: throw NodeError.unsupported("numbers of type \(type.rawValue) are not known")
    }
    let held = (rounded(x) + zero).clamped(bounds.0, bounds.1)
    return try CastOperators.converted(GraphValue(held, type: .float32), to: type, call)
  }

  @Sendable static func dequantize(_ call: NodeCall) throws -> [GraphValue?] {
    let shape = try call.shape(0)
    let q = Expression.leaf(try floats(call, 0))
    let zero = call.has(2) ? try perAxis(call, try floats(call, 2), shape) : Expression.constant(0)
    return [GraphValue((q - zero) * (try perAxis(call, try call.view(1, .float), shape)), type: .float32)]
  }

  /// The zero point's, or what the attribute says, from version 21 on.
  private static func quantizedType(_ call: NodeCall) throws -> ElementType {
    if call.has(2) { return try call.value(2).type }
    let number = call.integer("output_dtype", default: 0)
    guard number != 0 else { return .uint8 }
    guard let type = ElementType(onnx: Int64(number)) else {
      throw NodeError.unsupported("numbers of type \(number) are not known")
    }
    return type
  }

  static func floats(_ call: NodeCall, _ index: Int) throws -> View {
    call.compiler.view(of: try CastOperators.converted(try call.value(index), to: .float32, call))
  }

  /// One number for all, one for each place along `axis`, or one for each `block_size` places.
  private static func perAxis(_ call: NodeCall, _ view: View, _ shape: [Int]) throws -> Expression {
    let (rank, blockSize) = (shape.count, call.integer("block_size", default: 0))
    if blockSize > 0 { return .leaf(try repeated(call, view, shape, blockSize)) }
    guard view.rank == 1, view.count > 1, rank > 1 else {
      return .leaf(view.rank == 1 && rank == 0 ? view.reshaped([])! : view)
    }
    let axis = try call.axis(call.integer("axis", default: 1), rank: rank)
    return .leaf(call.compiler.dense(view).reshaped([view.count] + [Int](repeating: 1, count: rank - 1 - axis))!)
  }

  /// Numbers of blocks, each for all places of its block; the last may have fewer.
  private static func repeated(_ call: NodeCall, _ view: View, _ shape: [Int], _ blockSize: Int) throws -> View {
    let axis = try call.axis(call.integer("axis", default: 1), rank: shape.count)
    let blockSize = min(blockSize, max(1, shape[axis]))
    var blocks = shape
    blocks[axis] = (shape[axis] + blockSize - 1) / blockSize
    guard view.shape == blocks else {
      throw NodeError("its scales or zero points have the shape \(view.shape), expected \(blocks)")
    }
    var parts = view.inserting(axis: axis + 1)
    parts.shape[axis + 1] = blockSize
    var whole = blocks
    whole[axis] *= blockSize
    return call.compiler.dense(parts).reshaped(whole)!.sliced(axis: axis, start: 0, count: shape[axis])
  }

  private static func rounded(_ x: Expression) -> Expression { x + 12_582_912.0 - 12_582_912.0 }

  /// Scale and zero point from the numbers themselves, so that 0 stands for 0.
  @Sendable static func dynamicQuantize(_ call: NodeCall) throws -> [GraphValue?] {
    let x = try call.dense(0, .float)
    let (result, scale, zero) = (call.allocate(x.shape, .uint8), call.allocate([], .float32), call.allocate([], .uint8))
    let count = x.count
    call.emit(reads: [x], writes: [result, scale, zero]) { memory in
      let (from, to) = (memory.floats(x), memory.integers(result))
      let (scale, zero) = (memory.floats(scale), memory.integers(zero))
      return {
        var (low, high): (Float, Float) = (0, 0)
        for index in 0..<count { (low, high) = (min(low, from[index]), max(high, from[index])) }
        let step = (high - low) / 255
        let offset = step.isFinite && step > 0 ? min(max((-low / step).rounded(.toNearestOrEven), 0), 255) : 0
        (scale.pointee, zero.pointee) = (step, Int64(offset))
        for index in 0..<count {
          let q = step == 0 ? offset : (from[index] / step).rounded(.toNearestOrEven) + offset
          // What is no number is 0.
          to[index] = q > 0 ? Int64(min(q, 255)) : 0
        }
      }
    }
    return [GraphValue(result), GraphValue(scale), GraphValue(zero)]
  }

  /// (A - a) (B - b), whose terms are whole numbers below 2^16: exact in floats for sums of some hundred, and as near as
  /// floats are for longer ones.
  @Sendable static func matMul(_ call: NodeCall) throws -> [GraphValue?] {
    let (a, b) = (try shifted(call, 0, zero: 2), try shifted(call, 1, zero: 3))
    return [try CastOperators.converted(GraphValue(try ProductOperators.product(call, a, b)), to: .int32, call)]
  }

  /// What stands at an input, less its zero point.
  static func shifted(_ call: NodeCall, _ index: Int, zero: Int) throws -> View {
    guard call.has(zero) else { return call.compiler.compute(.leaf(try floats(call, index)), as: .float32) }
    return try shifted(call, index, by: try floats(call, zero))
  }

  static func shifted(_ call: NodeCall, _ index: Int, by zero: View) throws -> View {
    call.compiler.compute(.leaf(try floats(call, index)) - .leaf(zero), as: .float32)
  }

  @Sendable static func convolution(_ call: NodeCall) throws -> [GraphValue?] {
    let (x, w) = (try shifted(call, 0, zero: 2), try shiftedKernel(call, 1, zero: 3))
    return [try CastOperators.converted(convolved(call, x, w), to: .int32, call)]
  }

  /// The weights of a convolution less their zero point, or each output channel's.
  static func shiftedKernel(_ call: NodeCall, _ index: Int, zero: Int) throws -> View {
    guard call.has(zero), try call.value(zero).count > 1 else { return try shifted(call, index, zero: zero) }
    let zeros = call.compiler.dense(try floats(call, zero))
    let perChannel = [zeros.count] + [Int](repeating: 1, count: try call.value(index).rank - 1)
    return try shifted(call, index, by: zeros.reshaped(perChannel)!)
  }

  /// What the node says of windows, on other values than its inputs.
  static func convolved(_ call: NodeCall, _ x: View, _ w: View) throws -> GraphValue {
    let call = NodeCall(
      node: call.node, version: call.version, inputs: [GraphValue(x), GraphValue(w)], compiler: call.compiler)
    return try ConvolutionOperators.convolution(call)[0]!
  }

  /// ONNX Runtime's LSTM with weights of 8 bits [directions, input, gates · hidden], run in floats.
  @Sendable static func lstm(_ call: NodeCall) throws -> [GraphValue?] {
    func weights(_ index: Int, scale: Int, zero: Int) throws -> GraphValue {
      let q = try CastOperators.converted(try call.value(index), to: .float32, call)
      let offset = try CastOperators.converted(try call.value(zero), to: .float32, call)
      func perDirection(_ view: View) -> Expression {
        // [directions] or [directions, gates · hidden].
        .leaf(call.compiler.dense(view).reshaped([view.shape.first ?? 1, 1, view.rank > 1 ? view.shape[1] : 1])!)
      }
      let centered = Expression.leaf(call.compiler.view(of: q)) - perDirection(call.compiler.view(of: offset))
      let real = call.compiler.compute(centered * perDirection(try call.view(scale, .float)), as: .float32)
      return GraphValue(real.permuted([0, 2, 1]))
    }
    var inputs = Array(call.inputs.prefix(8))
    inputs[1] = try weights(1, scale: 8, zero: 9)
    inputs[2] = try weights(2, scale: 10, zero: 11)
    return try RecurrentOperators.compile(
      NodeCall(node: call.node, version: call.version, inputs: inputs, compiler: call.compiler))
  }
}
