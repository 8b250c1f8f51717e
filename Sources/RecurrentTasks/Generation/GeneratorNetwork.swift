import RecurrentLayers
import RecurrentTraining

/// What to write about and the tokens so far, to the logits of the next token: an embedding, layers that are told at every
/// step what to write about, and a projection onto the vocabulary.
struct GeneratorNetwork: Module {
  /// What a text is written from.
  enum Condition: Sendable {
    /// A label for each row of the batch.
    case labels([Int32])
    /// `[batch, vectorSize]`.
    case vectors(Tensor)
  }

  let embedding: Embedding
  let rnn: SequenceLayers
  let decoder: Dense
  /// One of the two.
  let labelEmbedding: Embedding?
  let vectorProjection: Dense?
  private let dropout: Dropout

  init(_ configuration: GeneratorConfiguration, vocabularySize: Int, labelCount: Int) {
    dropout = Dropout(configuration.dropout)
    embedding = Embedding(count: vocabularySize, size: configuration.embeddingSize)
    let conditionSize = configuration.conditionSize
    labelEmbedding = configuration.vectorSize == nil ? Embedding(count: labelCount, size: conditionSize) : nil
    vectorProjection = configuration.vectorSize.map {
      Dense(inputSize: $0, outputSize: conditionSize, activation: .tanh)
    }
    rnn = SequenceLayers(
      cell: configuration.cell, inputSize: configuration.embeddingSize + conditionSize,
      hiddenSize: configuration.hiddenSize, layers: configuration.layers, dropout: dropout.probability)
    decoder = Dense(inputSize: configuration.hiddenSize, outputSize: vocabularySize)
  }

  /// What the layers are told: `[batch, conditionSize]`.
  func condition(_ condition: Condition) -> Tensor {
    switch condition {
    case .labels(let labels):
      guard let labelEmbedding else { fatalError("GeneratorNetwork: condition: expected vectors, got labels") }
      return labelEmbedding(IndexTensor(labels))
    case .vectors(let vectors):
      guard let vectorProjection else { fatalError("GeneratorNetwork: condition: expected labels, got vectors") }
      return vectorProjection(vectors)
    }
  }

  /// From a token's embedding beside what the layers are told, to the logits of the next token.
  var streamLayers: [StreamLayer] { rnn.streamLayers + [.dense(decoder)] }

  /// The mean (or sum) over all tokens of -log p(token | condition, tokens before it), in nats.
  ///
  /// - Parameters:
  ///   - tokens: each row from `<bos>` to `<eos>`.
  ///   - leastSteps: the time is at least so long.
  func loss(
    of tokens: [[Int32]], given condition: Condition, leastSteps: Int = 1, reduction: Reduction = .mean
  ) -> Tensor {
    let inputs = PaddedSequences(tokens.map { Array($0.dropLast()) }, leastSteps: leastSteps)
    let targets = PaddedSequences(tokens.map { Array($0.dropFirst()) }, padding: -1, leastSteps: leastSteps)
    let steps = inputs.values.shape[1]
    let told = self.condition(condition)
    // The same at every step: a product with ones.
    let everyStep = Tensor.ones([tokens.count, steps, 1]).matmul(told.reshaped([tokens.count, 1, told.shape[1]]))
    let x = Tensor(concatenating: [dropout(embedding(inputs.values)), everyStep], axis: 2)
    let output = rnn(x, lengths: inputs.lengths).output
    return decoder.softmaxCrossEntropy(of: dropout(output), targets: targets.values, reduction: reduction)
  }
}
