import RecurrentKernels

/// y = f(x W^T + b) along the last axis: `[..., inputSize]` becomes `[..., outputSize]`.
///
/// ```swift
/// let output = Dense(inputSize: 32, outputSize: 10, activation: .softmax)
/// let probabilities = output(features)  // [batch, 32] to [batch, 10]
/// ```
public struct Dense: Module {
  /// `[outputSize, inputSize]`.
  public let weight: Parameter
  /// `[outputSize]`; nil: none.
  public let bias: Parameter?
  /// What the result goes through.
  public let activation: LayerActivation

  /// - Parameters:
  ///   - weightInitializer: nil is PyTorch's, even in ±1 / sqrt(inputSize); Keras's is `.glorotUniform`.
  ///   - biasInitializer: nil is PyTorch's, as for the weight; Keras's is `.zeros`.
  public init(
    inputSize: Int, outputSize: Int, activation: LayerActivation = .linear, bias: Bool = true,
    weightInitializer: Initializer? = nil, biasInitializer: Initializer? = nil
  ) {
    check(inputSize >= 1, "Dense", "inputSize", expected: "at least 1", got: inputSize)
    check(outputSize >= 1, "Dense", "outputSize", expected: "at least 1", got: outputSize)
    let weight = Parameter(
      name: "weight", shape: [outputSize, inputSize],
      initializer: weightInitializer ?? .uniform(inverseRootOf: inputSize))
    self.init(weight: weight, activation: activation, bias: bias, biasInitializer: biasInitializer)
  }

  /// Shares a weight `[outputSize, inputSize]` with another layer, as a decoder does with its embedding (Press and Wolf
  /// 2017).
  public init(
    weight: Parameter, activation: LayerActivation = .linear, bias: Bool = true, biasInitializer: Initializer? = nil
  ) {
    check(weight.shape.count == 2, "Dense", "rank of the weight", expected: 2, got: weight.shape.count)
    self.weight = weight
    self.activation = activation
    self.bias =
      bias
      ? Parameter(
        name: "bias", shape: [weight.shape[0]],
        initializer: biasInitializer ?? .uniform(inverseRootOf: weight.shape[1]))
      : nil
  }

  /// The features of a step that it reads.
  public var inputSize: Int { weight.shape[1] }
  /// The features that it gives.
  public var outputSize: Int { weight.shape[0] }

  /// `[..., inputSize]` becomes `[..., outputSize]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let y = activated(x)
    if case .function(let function) = activation { return function(y) }
    return y
  }

  /// f(x W^T + b); without f where that is a ``LayerFunction``.
  private func activated(_ x: Tensor) -> Tensor {
    let y = activation == .softmax ? project(x).softmax() : project(x)
    guard let tape = Tape.current else { return y }
    let (input, version) = (x.detached(), weight.version)
    return tape.record([y], from: [x], with: ownParameters) { gradients, operands in
      guard let dy = gradients[0] else { return }
      requireUnchanged(since: version)
      let dProduct = activation.gradient(dy, output: y)
      accumulateGradients(input: input, gradient: dProduct)
      addInputGradient(dProduct, to: operands[0], shape: input.shape)
    }[0]
  }

  /// Those that its way back adds to the gradients of.
  var ownParameters: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }

  /// f(x W^T + b), f left out where it is no ``Activation``; not recorded.
  func project(_ x: Tensor) -> Tensor {
    requireInput(x)
    let y = Tensor(uninitialized: x.shape.dropLast() + [outputSize])
    project(x.floats, rows: x.rowCount, to: y.buffer.floats)
    return y
  }

  /// f(x W^T + b) of rows of `inputSize` numbers to rows of `outputSize`, likewise.
  func project(_ x: UnsafePointer<Float>, rows: Int, to y: UnsafeMutablePointer<Float>) {
    let compute = Compute.current
    var product = KernelCall.Gemm(
      m: rows, n: outputSize, k: inputSize, a: x, b: weight.values, transposeB: true, c: y, bias: bias?.values)
    product.precision = compute.precision(of: weight, recorded: Tape.current != nil)
    multiply(product, compute)
    if case .elementwise(let activation) = activation, activation != .linear {
      compute.run("Dense", activation.forward(count: rows * outputSize, x: y, y: y))
    }
  }

  func requireInput(_ x: Tensor) {
    check(
      x.rank >= 1 && x.width == inputSize, "Dense", "last axis of the input", expected: inputSize,
      got: "\(x.width) in \(x.shape)")
  }

  func requireUnchanged(since version: Int) {
    check(weight.version == version, "Dense", "weights in backward", expected: "those of forward", got: "changed ones")
  }

  /// dW += dy^T x and db += the sum of dy's rows, dy being the gradient before the activation.
  func accumulateGradients(input x: Tensor, gradient dy: Tensor) {
    let compute = Compute.current
    if let (gradients, beta) = weight.gradientToAccumulateIn() {
      compute.run(
        "Dense",
        .gemm(
          .init(
            m: outputSize, n: inputSize, k: x.rowCount, a: dy.floats, transposeA: true, b: x.floats, c: gradients,
            beta: beta)))
    }
    if let gradients = bias?.gradientToAddTo() {
      compute.run(
        "Dense",
        .reduce(.init(.sum, count: dy.rowCount, inner: outputSize, x: dy.floats, beta: 1, y: gradients)))
    }
  }

  /// dx += dy W.
  func addInputGradient(_ dy: Tensor, to input: OperandGradient, shape: [Int]) {
    let compute = Compute.current
    input.accumulate(shape: shape) { dx, beta in
      var product = KernelCall.Gemm(
        m: dy.rowCount, n: inputSize, k: outputSize, a: dy.floats, b: weight.values, c: dx, beta: beta)
      product.precision = compute.precision(of: weight, recorded: true)
      multiply(product, compute)
    }
  }

  /// Runs a product whose right factor is the weight.
  private func multiply(_ product: KernelCall.Gemm, _ compute: Compute) {
    let packed = weight.sharedRightFactor(of: product, compute)
    compute.run("Dense", .gemm(product.with(packed)))
    withExtendedLifetime(packed) {}
  }
}
