import RecurrentFormats
import RecurrentKernels

/// Convolutions over any number of axes: a product of the weights with the elements that each place sees.
enum ConvolutionOperators {
  @Sendable static func convolution(_ call: NodeCall) throws -> [GraphValue?] {
    let (x, w) = (try call.view(0, .float), try call.view(1, .float))
    let window = try Window(call, input: x.shape, kernel: Array(w.shape.dropFirst(2)), isTransposed: false)
    let groups = call.integer("group", default: 1)
    guard groups > 0, x.shape[1] == w.shape[1] * groups, w.shape[0] % groups == 0 else {
      throw NodeError("weights of shape \(w.shape) in \(groups) groups for an input of \(x.shape)")
    }
    // [groups, out, in, taps].
    let weights = call.compiler.dense(w).reshaped([groups, w.shape[0] / groups, w.shape[1], window.taps])!
    return [try Convolution(call, x, weights, window).compiled()]
  }

  /// A convolution of the input with zeros between its elements, the weights' taps in reverse.
  @Sendable static func transposedConvolution(_ call: NodeCall) throws -> [GraphValue?] {
    let (x, w) = (try call.view(0, .float), try call.view(1, .float))
    let window = try Window(call, input: x.shape, kernel: Array(w.shape.dropFirst(2)), isTransposed: true)
    let groups = call.integer("group", default: 1)
    guard groups > 0, x.shape[1] == w.shape[0], w.shape[0] % groups == 0 else {
      throw NodeError("weights of shape \(w.shape) in \(groups) groups for an input of \(x.shape)")
    }
    // From [groups · in, out, taps].
    let split = call.compiler.dense(w).reshaped([groups, w.shape[0] / groups, w.shape[1], window.taps])!
    return [try Convolution(call, x, split.permuted([0, 2, 1, 3]), window).compiled()]
  }
}
