import RecurrentLayers

/// What goes from layer to layer: numbers, or tokens before an embedding, and which steps of each sequence count.
public struct LayerValue: Sendable {
  /// Numbers or tokens.
  public enum Content: Sendable {
    /// `[batch, ...]`.
    case numbers(Tensor)
    /// `[batch, time]`.
    case tokens(IndexTensor)
  }

  /// Numbers or tokens.
  public var content: Content
  /// The steps that count; nil: all. Set by an embedding with `maskZero` or by masking, read by what goes over time.
  public var mask: SequenceMask?
  /// The final state of a recurrent layer with `returnState` that was the last to run.
  public var state: RecurrentState?

  /// Numbers, with what is known of them.
  public init(_ numbers: Tensor, mask: SequenceMask? = nil, state: RecurrentState? = nil) {
    (content, self.mask, self.state) = (.numbers(numbers), mask, state)
  }

  /// Tokens, with what is known of them.
  public init(_ tokens: IndexTensor, mask: SequenceMask? = nil) {
    (content, self.mask) = (.tokens(tokens), mask)
  }

  /// The numbers. Tokens stop the program: only an embedding takes them.
  public var numbers: Tensor {
    guard case .numbers(let tensor) = content else {
      fatalError("LayerValue: content: expected numbers, got tokens: only an Embedding takes them")
    }
    return tensor
  }

  /// The tokens. Numbers stop the program.
  public var tokens: IndexTensor {
    guard case .tokens(let tokens) = content else {
      fatalError("LayerValue: content: expected tokens, got numbers: Embedding takes an IndexTensor")
    }
    return tokens
  }

  /// The numbers through a function that treats each step alike, so that the mask goes on.
  public func map(_ function: (Tensor) -> Tensor) -> LayerValue { LayerValue(function(numbers), mask: mask) }
}
