import RecurrentLayers
import RecurrentText
import RecurrentTraining

extension LanguageModel {
  /// Measures how well the model predicts a text, each token but the first from all before it: the state starts at zero
  /// and is carried through to the end.
  ///
  /// - Parameter tokens: ids of ``codec``, at least 2.
  /// - Throws: ``TrainingFailure/validationTooShort(tokens:)``, `DataError` for an id that is not in the vocabulary.
  public func evaluate(on tokens: any TokenStorage) throws -> LanguageModelFigures {
    try tokens.requireTokens(below: codec.vocabulary.count)
    return try figures { take in tokens.forEachPiece(take) }
  }

  /// As ``evaluate(on:)``, of a file that is read in pieces: there may be more of it than memory holds.
  ///
  /// - Throws: `TextFileError`, `VocabularyError`, ``TrainingFailure/validationTooShort(tokens:)``.
  public func evaluate(contentsOf path: String) throws -> LanguageModelFigures {
    try figures { take in try codec.encode(contentsOf: path, take) }
  }

  /// - Parameter read: gives a text's tokens piece by piece.
  private func figures(_ read: (_ take: ([Int32]) -> Void) throws -> Void) throws -> LanguageModelFigures {
    var nats = NatsTally(network)
    var (decoder, characters, unknown) = (codec.makeDecoder(), 0, 0)
    let unknownToken = codec.vocabulary.id(of: .unknown)
    try read { tokens in
      // The first token of all is not predicted.
      for token in tokens.dropFirst(nats.isEmpty ? 1 : 0) {
        characters += decoder.append(token).unicodeScalars.count
        unknown += token == unknownToken ? 1 : 0
      }
      nats.add(tokens)
    }
    nats.finish()
    guard nats.count > 0 else { throw TrainingFailure.validationTooShort(tokens: nats.isEmpty ? 0 : 1) }
    return LanguageModelFigures(
      natsPerToken: nats.mean, tokens: nats.count,
      characters: characters + decoder.finish().unicodeScalars.count, unknownTokens: unknown)
  }

  /// The mean of -log p over all tokens but the first, in nats.
  func crossEntropy(of tokens: any TokenStorage) -> Double {
    var nats = NatsTally(network)
    tokens.forEachPiece { nats.add($0) }
    nats.finish()
    return nats.mean
  }
}

/// Sums -log p over a text that comes in pieces, window by window. However it is cut, the result is the same.
private struct NatsTally {
  private let network: LanguageModelNetwork
  /// Long windows cost fewer calls; their number changes no result but by rounding.
  private let window = 1000
  private var state: RecurrentState?
  /// From the last token measured on.
  private var pending: [Int32] = []
  private var sum = 0.0
  /// The tokens measured.
  private(set) var count = 0

  init(_ network: LanguageModelNetwork) { self.network = network }

  /// Whether no token has come yet.
  var isEmpty: Bool { pending.isEmpty }
  var mean: Double { sum / Double(count) }

  mutating func add(_ tokens: [Int32]) {
    pending += tokens
    var start = 0
    while pending.count - start > window {
      measure(pending[start...(start + window)])
      start += window
    }
    pending.removeFirst(start)
  }

  mutating func finish() {
    guard pending.count > 1 else { return }
    measure(pending[...])
    pending.removeFirst(pending.count - 1)
  }

  private mutating func measure(_ tokens: ArraySlice<Int32>) {
    let (loss, next) = network.loss(
      of: IndexTensor([Array(tokens.dropLast())]), targets: IndexTensor([Array(tokens.dropFirst())]), state: state,
      reduction: .sum)
    sum += Double(loss.item)
    count += tokens.count - 1
    state = next
  }
}
