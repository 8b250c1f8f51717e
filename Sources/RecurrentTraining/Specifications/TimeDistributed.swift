import RecurrentLayers

/// A layer applied to each step of a sequence by itself: `[batch, time, ...]` becomes `[batch, time, ...]`.
///
/// Layers along the last axis (``Dense``, ``LayerNorm``) do so already; this is for what takes the axes of a step
/// together: a recurrent layer over the characters of each word, `[batch, words, characters]`.
public struct TimeDistributed: Module {
  /// Built for the axes of one step.
  public let layer: BuiltLayer

  /// Does the layer at each step.
  public init(_ layer: BuiltLayer) { self.layer = layer }

  /// Under the names that the layer has by itself.
  public var contents: ModuleContents { ModuleContents(children: [NamedModule(name: "", module: layer.module)]) }

  /// What comes out for what goes in.
  public func callAsFunction(_ value: LayerValue) -> LayerValue {
    let shape = value.shape
    check(shape.count >= 2, "TimeDistributed", "rank of the input", expected: "at least 2", got: shape.count)
    let steps = value.reshaped([shape[0] * shape[1]] + shape[2...])
    let output = layer(steps).numbers
    return LayerValue(output.reshaped([shape[0], shape[1]] + output.shape[1...]), mask: value.mask)
  }
}

extension LayerValue {
  fileprivate var shape: [Int] {
    switch content {
    case .numbers(let tensor): tensor.shape
    case .tokens(let tokens): tokens.shape
    }
  }

  fileprivate func reshaped(_ shape: [Int]) -> LayerValue {
    switch content {
    case .numbers(let tensor): LayerValue(tensor.reshaped(shape))
    case .tokens(let tokens): LayerValue(tokens.reshaped(shape))
    }
  }
}
