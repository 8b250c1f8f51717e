import Recurrent

extension LanguageModelCase {
  /// Times whole steps on random tokens, the state carried from one to the next.
  func measure(_ stopwatch: Stopwatch) throws -> BenchFigures {
    let model = Model(self)
    let trainer = Trainer(optimizer(for: ParameterStore(model)), clippingNorm: 5, seed: 1)
    let (tokens, targets) = (randomTokens(), randomTokens())
    var state: RecurrentState?
    let seconds = try stopwatch.medianSeconds {
      try trainer.step {
        let (loss, next) = model.loss(of: tokens, targets: targets, state: state)
        state = next
        return loss
      }
    }
    return BenchFigures(stepSeconds: seconds, tokensPerSecond: Double(batch * steps) / seconds)
  }

  private func optimizer(for parameters: ParameterStore) -> any Optimizer {
    switch optimizer {
    case .sgd: SGD(parameters, learningRate: 0.1)
    case .adam: Adam(parameters, learningRate: 2e-3)
    }
  }

  private func randomTokens() -> IndexTensor {
    RandomSource.current.withGenerator { generator in
      IndexTensor(
        shape: [batch, steps],
        scalars: (0..<batch * steps).map { _ in Int32.random(in: 0..<Int32(vocabularySize), using: &generator) })
    }
  }
}

/// The usual language model, built from the library's parts as its users build theirs.
private struct Model: Module {
  let embedding: Embedding
  let rnn: RecurrentLayer
  let decoder: Dense
  private let dropout: Dropout

  init(_ sizes: LanguageModelCase) {
    embedding = Embedding(count: sizes.vocabularySize, size: sizes.embeddingSize)
    rnn = RecurrentLayer(
      cell: sizes.cell, inputSize: sizes.embeddingSize, hiddenSize: sizes.hiddenSize, layers: sizes.layers,
      dropout: sizes.dropout)
    decoder = Dense(inputSize: sizes.hiddenSize, outputSize: sizes.vocabularySize)
    dropout = Dropout(sizes.dropout)
  }

  func loss(
    of tokens: IndexTensor, targets: IndexTensor, state: RecurrentState?
  ) -> (loss: Tensor, state: RecurrentState) {
    let sequence = rnn(dropout(embedding(tokens)), state: state)
    return (decoder.softmaxCrossEntropy(of: dropout(sequence.output), targets: targets), sequence.state.detached())
  }
}
