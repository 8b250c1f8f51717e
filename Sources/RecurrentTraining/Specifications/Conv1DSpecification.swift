import RecurrentLayers

extension LayerSpecification where Self == Conv1DSpecification {
  /// Keras's `Conv1D`.
  ///
  /// - Parameters:
  ///   - filters: how many features a step has behind it.
  ///   - kernelSize: the steps of a window.
  public static func conv1D(
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: SequencePadding = .valid, dilationRate: Int = 1,
    groups: Int = 1, activation: LayerActivation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros
  ) -> Conv1DSpecification {
    Conv1DSpecification(
      filters: filters, kernelSize: kernelSize, strides: strides, padding: padding, dilationRate: dilationRate,
      groups: groups, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
      biasInitializer: biasInitializer)
  }
}

/// Written `.conv1D(...)`; built into a ``Conv1D``.
public struct Conv1DSpecification: LayerSpecification {
  /// The features that it gives.
  public var filters: Int
  /// The steps that it sees at once.
  public var kernelSize: Int
  /// The steps from one window to the next.
  public var strides: Int
  /// What stands beyond the ends.
  public var padding: SequencePadding
  /// The steps from one tap to the next.
  public var dilationRate: Int
  /// The channels fall into so many groups, which do not see each other.
  public var groups: Int
  /// What the result goes through.
  public var activation: LayerActivation
  /// Whether it has a bias.
  public var useBias: Bool
  /// First values of the weights.
  public var kernelInitializer: Initializer
  /// First values of the bias.
  public var biasInitializer: Initializer

  public var kind: String { "Conv1D" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    let (steps, features) = try inputShape.sequence(for: kind)
    for (size, option) in [
      (filters, "filters"), (kernelSize, "kernelSize"), (strides, "strides"), (dilationRate, "dilationRate"),
      (groups, "groups"),
    ] { try requireSize(size, option) }
    try requireBiasInitializer(biasInitializer)
    try require(
      features % groups == 0 && filters % groups == 0, "groups", expected: "a divisor of \(features) and \(filters)",
      got: groups)
    let (weights, overflow) = (features / groups * filters).multipliedReportingOverflow(by: kernelSize)
    try require(!overflow && weights < Int.max - filters, "weights", expected: "a number", got: "too many")
    let windows = try windows(steps, of: kernelSize) {
      TimeWindows(size: kernelSize, stride: strides, dilation: dilationRate, padding: padding).count(steps: $0)
    }
    return LayerOutline(outputShape: [windows, filters], parameterCount: weights + (useBias ? filters : 0))
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = Conv1D(
      inputSize: try inputShape.sequence(for: kind).features, outputSize: filters, kernelSize: kernelSize,
      stride: strides, padding: padding, dilation: dilationRate, groups: groups, activation: activation, bias: useBias,
      weightInitializer: kernelInitializer, biasInitializer: biasInitializer)
    return BuiltLayer(layer) { value in
      let output = layer(value.numbers)
      // A mask says nothing of windows, unless there is one for each step.
      return LayerValue(output, mask: output.shape[1] == value.mask?.steps ? value.mask : nil)
    }
  }
}

extension LayerSpecification {
  /// How many windows a sequence of so many steps has; nil where its steps are not known.
  func windows(
    _ steps: Int?, of size: Int, count: (Int) -> Int
  ) throws(SpecificationError) -> Int? {
    guard let steps else { return nil }
    let windows = count(steps)
    try require(windows > 0, "steps of the input", expected: "at least one window of \(size)", got: steps)
    return windows
  }
}
