import RecurrentLayers
import RecurrentTraining

/// Tokens to the logits of the tokens that follow them: an embedding, layers, and a projection back onto the vocabulary.
/// The names of the properties begin the names of the tensors in `model.safetensors`.
struct LanguageModelNetwork: Module {
  let embedding: Embedding
  let rnn: SequenceLayers
  let decoder: Dense
  private let dropout: Dropout

  init(_ configuration: LanguageModelConfiguration, vocabularySize: Int) {
    dropout = Dropout(configuration.dropout)
    embedding = Embedding(count: vocabularySize, size: configuration.embeddingSize)
    rnn = SequenceLayers(
      cell: configuration.cell, inputSize: configuration.embeddingSize, hiddenSize: configuration.hiddenSize,
      layers: configuration.layers, dropout: dropout.probability)
    decoder =
      configuration.tiesWeights
      ? Dense(weight: embedding.weight)
      : Dense(inputSize: configuration.hiddenSize, outputSize: vocabularySize)
  }

  /// From a token to the logits of the next.
  var streamLayers: [StreamLayer] { [.embedding(embedding)] + rnn.streamLayers + [.dense(decoder)] }

  /// The mean (or sum) over `[batch, time]` of -log p(target | tokens up to it), in nats, and the state after the last.
  func loss(
    of tokens: IndexTensor, targets: IndexTensor, state: RecurrentState?, reduction: Reduction = .mean
  ) -> (loss: Tensor, state: RecurrentState) {
    let sequence = rnn(dropout(embedding(tokens)), state: state)
    let loss = decoder.softmaxCrossEntropy(
      of: dropout(sequence.output), targets: targets, reduction: reduction)
    return (loss, sequence.state.detached())
  }
}
