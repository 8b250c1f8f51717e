import RecurrentFormats
import RecurrentKernels

/// Convolutions over any number of axes: a product of the weights with the elements that each place sees.
enum ConvolutionOperators {
  @Sendable static func convolution(_ call: NodeCall) throws -> [GraphValue?] {
    let (x, w) = (try call.view(0), try call.view(1))
    let window = try Window(call, input: x.shape, kernel: Array(w.shape.dropFirst(2)), isTransposed: false)
    let groups = call.integer("group", default: 1)
    guard groups > 0, x.shape[1] == w.shape[1] * groups, w.shape[0] % groups == 0 else {
      throw NodeError("weights of shape \(w.shape) in \(groups) groups for an input of \(x.shape)")
    }
    // [groups, out, in · taps].
    let weights = call.compiler.dense(w).reshaped([groups, w.shape[0] / groups, w.shape[1] * window.taps])!
    return [GraphValue(try Convolution(call, x, weights, window).compiled())]
  }

  /// A convolution of the input with zeros between its elements, the weights' taps in reverse.
  @Sendable static func transposedConvolution(_ call: NodeCall) throws -> [GraphValue?] {
    let (x, w) = (try call.view(0), try call.view(1))
    let window = try Window(call, input: x.shape, kernel: Array(w.shape.dropFirst(2)), isTransposed: true)
    let groups = call.integer("group", default: 1)
    guard groups > 0, x.shape[1] == w.shape[0], w.shape[0] % groups == 0 else {
      throw NodeError("weights of shape \(w.shape) in \(groups) groups for an input of \(x.shape)")
    }
    // From [groups · in, out, taps] to [groups, out, in · taps].
    let (input, output) = (w.shape[0] / groups, w.shape[1])
    let split = call.compiler.dense(w).reshaped([groups, input, output, window.taps])!
    let weights = call.compiler.dense(split.permuted([0, 2, 1, 3])).reshaped([groups, output, input * window.taps])!
    return [GraphValue(try Convolution(call, x, weights, window).compiled())]
  }
}

/// The steps of one convolution.
struct Convolution {
  private let call: NodeCall
  private let input: View
  /// [groups, out, in · taps].
  private let weights: View
  private let window: Window
  private let groups: Int

  init(_ call: NodeCall, _ input: View, _ weights: View, _ window: Window) throws {
    // -1 means padding, so places count forwards.
    self.input = input.strides.contains { $0 < 0 } ? call.compiler.dense(input) : input
    (self.call, self.weights, self.window) = (call, weights, window)
    groups = weights.shape[0]
  }

  func compiled() throws -> View {
    let (batch, outputs) = (input.shape[0], groups * weights.shape[1])
    let result = call.allocate([batch, outputs] + window.outputShape, input.type)
    guard result.count > 0 else { return result }
    let columns = gathered()
    let (positions, depth) = (window.positions, weights.shape[2])
    let (outPerGroup, weights, groups) = (weights.shape[1], weights, groups)
    for n in 0..<batch {
      call.run(reads: [weights, columns], writes: [result]) { memory in
        var product = KernelCall.Gemm(
          m: outPerGroup, n: positions, k: depth, a: memory.floats(weights),
          b: memory.floats(columns) + n * groups * depth * positions,
          c: memory.floats(result) + n * outputs * positions, batch: groups)
        product.batch = groups
        return .gemm(product)
      }
    }
    guard call.has(2) else { return result }
    let bias = try call.view(2)
    guard bias.rank == 1, bias.count == outputs else { throw NodeError("\(bias.shape) biases for \(outputs) channels") }
    let perChannel = bias.reshaped([outputs] + [Int](repeating: 1, count: window.outputShape.count))!
    return call.compiler.compute(.leaf(result) + .leaf(perChannel), as: input.type)
  }

  /// What each place sees: [batch, channels, taps, positions].
  private func gathered() -> View {
    let (batch, channels) = (input.shape[0], input.shape[1])
    let columns = call.allocate([batch, channels, window.taps, window.positions], input.type)
    let (input, places) = (input, window.places(strides: Array(input.strides.dropFirst(2))))
    let (batchStride, channelStride) = (input.strides[0], input.strides[1])
    call.emit(reads: [input], writes: [columns]) { memory in
      let (from, to) = (memory.floats(input), memory.floats(columns))
      return {
        var next = to
        for n in 0..<batch {
          for channel in 0..<channels {
            let plane = from + (n * batchStride + channel * channelStride)
            for place in places {
              next.pointee = place < 0 ? 0 : plane[Int(place)]
              next += 1
            }
          }
        }
      }
    }
    return columns
  }
}
