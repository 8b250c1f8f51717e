import RecurrentKernels

/// A sequence read from both ends (Schuster and Paliwal 1997), and how the two readings become one.
///
/// One ``RecurrentLayer`` with ``Direction/bidirectional`` runs both directions in one call and is the faster way. Two
/// layers of one direction each may differ in cell, size and options.
///
/// ```swift
/// let layer = Bidirectional(LSTM(inputSize: 8, hiddenSize: 16, direction: .bidirectional), mergeMode: .sum)
/// let y = layer(x).output  // [batch, time, 16]
/// ```
public struct Bidirectional: Module {
  /// How the outputs of the two directions become one; they need one size for all but ``concatenate``.
  public enum MergeMode: String, Sendable, Codable, CaseIterable {
    /// Side by side, the forward one first.
    case concatenate
    /// Their sum.
    case sum
    /// Their product.
    case multiply
    /// Their mean.
    case average
  }

  /// Nil: they stay two, ``BidirectionalOutput/forward`` and ``BidirectionalOutput/backward``.
  public let mergeMode: MergeMode?
  /// One layer of both directions, or a forward and a reverse one.
  public let layers: [RecurrentLayer]

  /// - Parameter layer: of ``Direction/bidirectional``.
  public init(_ layer: RecurrentLayer, mergeMode: MergeMode? = .concatenate) {
    requireDirection(.bidirectional, of: layer, "layer")
    layers = [layer]
    self.mergeMode = mergeMode
  }

  /// - Parameters:
  ///   - forward: of ``Direction/forward``.
  ///   - backward: of ``Direction/reverse``, for the same input size.
  public init(forward: RecurrentLayer, backward: RecurrentLayer, mergeMode: MergeMode? = .concatenate) {
    requireDirection(.forward, of: forward, "forward layer")
    requireDirection(.reverse, of: backward, "backward layer")
    check(
      backward.inputSize == forward.inputSize, "Bidirectional", "inputSize of the backward layer",
      expected: forward.inputSize, got: backward.inputSize)
    check(
      backward.hiddenSize == forward.hiddenSize || mergeMode == nil || mergeMode == .concatenate, "Bidirectional",
      "hiddenSize of the backward layer", expected: forward.hiddenSize, got: backward.hiddenSize)
    layers = [forward, backward]
    self.mergeMode = mergeMode
  }

  /// Under PyTorch's names for one layer; `forward.` and `backward.` for two.
  public var contents: ModuleContents {
    ModuleContents(children: zip(layers.count == 1 ? [""] : ["forward", "backward"], layers).map(NamedModule.init))
  }

  /// The features of a merged output.
  public var outputSize: Int {
    let (forward, backward) = (layers[0].hiddenSize, layers[layers.count - 1].hiddenSize)
    return mergeMode == .concatenate ? forward + backward : forward
  }

  /// - Parameters:
  ///   - x: `[batch, time, inputSize]`.
  ///   - state: where to start; nil: where stateful layers stopped, else zeros.
  ///   - mask: the steps that count; nil: all. At the others the output is zero.
  public func callAsFunction(
    _ x: Tensor, state: (forward: RecurrentState, backward: RecurrentState)? = nil, mask: SequenceMask? = nil
  ) -> BidirectionalOutput {
    guard layers.count == 2 else {
      let result = layers[0](x, state: state.map { RecurrentState(joining: $0.forward, $0.backward) }, mask: mask)
      return BidirectionalOutput(result, mergeMode: mergeMode)
    }
    return BidirectionalOutput(
      forward: layers[0](x, state: state?.forward, mask: mask),
      backward: layers[1](x, state: state?.backward, mask: mask), mergeMode: mergeMode)
  }
}

private func requireDirection(_ direction: Direction, of layer: RecurrentLayer, _ role: String) {
  check(
    layer.direction == direction, "Bidirectional", "direction of the \(role)", expected: direction,
    got: layer.direction)
}
