import RecurrentLayers
import RecurrentText
import RecurrentTraining

extension LanguageModel {
  /// Text that goes on from a prompt, written while it is read.
  ///
  /// - Parameters:
  ///   - prompt: where to go on from; empty: the beginning of a line. It is not part of the result.
  ///   - length: how many tokens to write.
  ///   - seed: the same seed writes the same text.
  /// - Throws: ``ConfigurationError``, and ``VocabularyError`` where the prompt has characters that the model has never
  ///   seen.
  public func text(
    after prompt: String = "", length: Int, sampling: Sampling = Sampling(), seed: UInt64 = 1
  ) throws -> GeneratedText {
    try sampling.validate()
    try require(length >= 0, "length", length, "at least 0")
    return GeneratedText(
      model: self, weights: .current, prompt: try codec.encode(prompt), length: length, sampling: sampling, seed: seed)
  }

  /// Steps from each token of a text to the logits of the next: `step(token:state:)` takes ids of ``codec``, and gives
  /// `[1, vocabulary]`.
  public func makeStream() -> RecurrentStream { RecurrentStream(network.streamLayers) }

  /// The same for many texts at once.
  public func makeStreamGroup() -> StreamGroup { StreamGroup(network.streamLayers) }

  /// What a text begins after: the end of a line, or where the vocabulary has none, its first token.
  var lineEnd: Int32 {
    let isWord = codec.unit == .word
    return (isWord ? codec.vocabulary.id(of: .end) : codec.vocabulary.id(of: "\n")) ?? 0
  }
}

/// The pieces of a text that a model writes; see ``LanguageModel/text(after:length:sampling:seed:)``. Each is a token as
/// it stands in the text, and is computed when it is asked for. Every pass over them writes the same text.
public struct GeneratedText: Sequence, Sendable {
  let model: LanguageModel
  /// Those to write with; nil: the model's own.
  let weights: FrozenWeights?
  let prompt: [Int32]
  let length: Int
  let sampling: Sampling
  let seed: UInt64

  public var underestimatedCount: Int { length }

  public func makeIterator() -> Iterator { Iterator(self) }

  public struct Iterator: IteratorProtocol {
    private let stream: RecurrentStream
    private var state: RecurrentState
    private var decoder: StreamingDecoder
    private var sampler: TokenSampler
    private var left: Int
    /// Read, or written, and not yet shown to the network.
    private var pending: Int32

    init(_ text: GeneratedText) {
      let model = text.model
      stream = text.weights?.run(model.makeStream) ?? model.makeStream()
      state = stream.initialState()
      decoder = text.model.codec.makeDecoder()
      let unknown = text.sampling.allowsUnknown ? nil : model.codec.vocabulary.id(of: .unknown)
      sampler = TokenSampler(text.sampling, seed: text.seed, excluding: unknown.map { [$0] } ?? [])
      left = text.length
      pending = text.prompt.last ?? text.model.lineEnd
      for token in text.prompt.dropLast() { _ = read(token) }
      for token in text.prompt { _ = decoder.append(token) }
    }

    public mutating func next() -> String? {
      guard left > 0 else { return nil }
      left -= 1
      pending = sampler.draw(from: read(pending))
      return decoder.append(pending) + (left == 0 ? decoder.finish() : "")
    }

    /// Moves the state on by one token; returns the logits of the next.
    private mutating func read(_ token: Int32) -> Tensor {
      do { return try stream.step(token: token, state: &state) } catch {
        preconditionFailure("\(error): tokens and state are the model's own")
      }
    }
  }
}
