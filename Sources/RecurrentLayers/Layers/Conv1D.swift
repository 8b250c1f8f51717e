import RecurrentKernels

/// A convolution along time: `[batch, time, inputSize]` becomes `[batch, windows, outputSize]`, each window the product of
/// its steps' features with a kernel:
///
///     y[t, o] = f(Σ_{j, i} weight[o, i, j] x[stride t + dilation j - before, i] + bias[o])
///
/// The windows' steps are put side by side and multiplied by the kernel in one product for each group.
public struct Conv1D: Module {
  /// `[outputSize, inputSize / groups, kernelSize]`, as PyTorch has it.
  public let weight: Parameter
  /// `[outputSize]`; nil: none.
  public let bias: Parameter?
  /// What the result goes through.
  public let activation: LayerActivation
  /// The channels fall into so many groups, which do not see each other.
  public let groups: Int
  private let windows: TimeWindows

  /// - Parameters:
  ///   - groups: into how many parts the features are cut, each with outputs of its own.
  ///   - weightInitializer: nil is PyTorch's, even in ±1 / sqrt(inputSize kernelSize / groups).
  ///   - biasInitializer: nil is PyTorch's, as for the weight.
  public init(
    inputSize: Int, outputSize: Int, kernelSize: Int, stride: Int = 1, padding: SequencePadding = .valid,
    dilation: Int = 1, groups: Int = 1, activation: LayerActivation = .linear, bias: Bool = true,
    weightInitializer: Initializer? = nil, biasInitializer: Initializer? = nil
  ) {
    for (size, what) in [
      (inputSize, "inputSize"), (outputSize, "outputSize"), (kernelSize, "kernelSize"), (stride, "stride"),
      (dilation, "dilation"), (groups, "groups"),
    ] { check(size >= 1, "Conv1D", what, expected: "at least 1", got: size) }
    check(
      inputSize % groups == 0 && outputSize % groups == 0, "Conv1D", "groups", expected: "a divisor of both sizes",
      got: groups)
    let fanIn = inputSize / groups * kernelSize
    weight = Parameter(
      name: "weight", shape: [outputSize, inputSize / groups, kernelSize],
      initializer: weightInitializer ?? .uniform(inverseRootOf: fanIn))
    self.bias =
      bias
      ? Parameter(
        name: "bias", shape: [outputSize], initializer: biasInitializer ?? .uniform(inverseRootOf: fanIn)) : nil
    self.activation = activation
    self.groups = groups
    windows = TimeWindows(size: kernelSize, stride: stride, dilation: dilation, padding: padding)
  }

  /// The features of a step that it reads.
  public var inputSize: Int { weight.shape[1] * groups }
  /// The features that it gives.
  public var outputSize: Int { weight.shape[0] }

  /// How many windows there are in so many steps.
  public func outputSteps(_ steps: Int) -> Int { windows.count(steps: steps) }

  /// - Parameter x: `[batch, time, inputSize]`, at least one window long.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    check(
      x.rank == 3 && x.width == inputSize, "Conv1D", "input", expected: "[batch, time, \(inputSize)]", got: x.shape)
    check(
      outputSteps(x.shape[1]) > 0, "Conv1D", "steps of the input", expected: "at least one window", got: x.shape[1])
    let columns = columns(of: x)
    let product = groups == 1 ? columns.matmul(kernel(0), transposed: true) : grouped(columns)
    return activation(bias.map { product + $0.value } ?? product)
  }

  /// The steps of each window: `[batch, windows, kernelSize * inputSize]`.
  private func columns(of x: Tensor) -> Tensor {
    let places = windows.places(in: x.shape[1])
    let before = max(0, -(places.min() ?? 0))
    let after = max(0, (places.max() ?? 0) - x.shape[1] + 1)
    let padded = before + after > 0 ? x.padded(axis: 1, before: before, after: after) : x
    return padded.steps(at: places.map { $0 + before })
      .reshaped([x.shape[0], places.count / windows.size, windows.size * inputSize])
  }

  /// A group's kernel, `[outputs, kernelSize * inputs]`.
  private func kernel(_ group: Int) -> Tensor {
    let outputs = outputSize / groups
    let own = groups == 1 ? weight.value : weight.value.slice(group * outputs..<(group + 1) * outputs, axis: 0)
    return own.permuted([0, 2, 1]).reshaped([outputs, windows.size * (inputSize / groups)])
  }

  private func grouped(_ columns: Tensor) -> Tensor {
    let (batch, count, inputs) = (columns.shape[0], columns.shape[1], inputSize / groups)
    let taps = columns.reshaped([batch, count, windows.size, inputSize])
    let parts = (0..<groups).map { group in
      taps.slice(group * inputs..<(group + 1) * inputs, axis: 3).reshaped([batch, count, windows.size * inputs])
        .matmul(kernel(group), transposed: true)
    }
    return Tensor(concatenating: parts, axis: 2)
  }
}
