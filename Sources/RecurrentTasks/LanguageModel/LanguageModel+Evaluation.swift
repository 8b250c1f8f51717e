import Recurrent

extension LanguageModel {
  /// Measures how well the model predicts a text, each token but the first from all before it: the state starts at zero
  /// and is carried through to the end.
  ///
  /// - Parameter tokens: ids of ``codec``, at least 2.
  /// - Throws: ``TrainingFailure/validationTooShort(tokens:)``.
  public func evaluate(on tokens: [Int32]) throws(TrainingFailure) -> LanguageModelFigures {
    guard tokens.count >= 2 else { throw .validationTooShort(tokens: tokens.count) }
    return LanguageModelFigures(
      natsPerToken: crossEntropy(of: tokens), tokens: tokens.count - 1, characters: characters(in: tokens.dropFirst()))
  }

  /// The mean of -log p over all tokens but the first, in nats.
  func crossEntropy(of tokens: [Int32]) -> Double {
    // Long windows cost fewer calls; their number changes no result but by rounding.
    let window = 1000
    var (sum, state) = (0.0, RecurrentState?.none)
    for start in stride(from: 0, to: tokens.count - 1, by: window) {
      let end = min(start + window, tokens.count - 1)
      let (loss, next) = network.loss(
        of: IndexTensor([Array(tokens[start..<end])]), targets: IndexTensor([Array(tokens[(start + 1)...end])]),
        state: state, reduction: .sum)
      sum += Double(loss.item)
      state = next
    }
    return sum / Double(tokens.count - 1)
  }

  /// The Unicode scalars of the text that the tokens make.
  private func characters(in tokens: some Sequence<Int32>) -> Int {
    var decoder = codec.makeDecoder()
    return tokens.reduce(0) { $0 + decoder.append($1).unicodeScalars.count } + decoder.finish().unicodeScalars.count
  }
}
