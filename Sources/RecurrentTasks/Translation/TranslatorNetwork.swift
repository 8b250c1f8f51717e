import RecurrentLayers
import RecurrentTraining

/// A bidirectional encoder, and a decoder that starts with the encoder's last state and looks at all its outputs with
/// global attention (Luong et al. 2015). The names of the properties begin the names of the tensors in
/// `model.safetensors`.
struct TranslatorNetwork: Module {
  let sourceEmbedding: PlacedEmbedding
  let encoder: SequenceLayers
  let targetEmbedding: PlacedEmbedding
  let decoder: SequenceLayers
  let attention: Attention
  /// Makes one vector of the context and the decoder's state: tanh(W [c; h] + b), equation 5.
  let combination: Dense
  let output: Dense
  private let dropout: Dropout

  init(_ configuration: TranslatorConfiguration, sourceCount: Int, targetCount: Int) {
    let (embedding, hidden) = (configuration.embeddingSize, configuration.hiddenSize)
    dropout = Dropout(configuration.dropout)
    // Recurrent layers count by themselves. One place more, for what begins or ends a text.
    let places = configuration.cell == nil ? configuration.maximumLength + 1 : 0
    sourceEmbedding = PlacedEmbedding(count: sourceCount, size: embedding, places: places)
    encoder = SequenceLayers(
      cell: configuration.cell, inputSize: embedding, hiddenSize: hidden / 2, layers: configuration.layers,
      direction: .bidirectional, dropout: configuration.dropout)
    targetEmbedding = PlacedEmbedding(count: targetCount, size: embedding, places: places)
    decoder = SequenceLayers(
      cell: configuration.cell, inputSize: embedding, hiddenSize: hidden, layers: configuration.layers,
      dropout: configuration.dropout)
    attention = Attention(score: configuration.attention, querySize: hidden)
    combination = Dense(inputSize: 2 * hidden, outputSize: hidden, activation: .tanh)
    output = Dense(inputSize: hidden, outputSize: targetCount)
  }

  /// What a decoder needs of a source.
  struct Encoded {
    let memory: AttentionMemory
    /// Both directions' last states side by side: what the decoder starts with.
    let state: RecurrentState
  }

  func encode(_ source: SourceBatch) -> Encoded {
    let encoded = encoder(dropout(sourceEmbedding(source.tokens)), lengths: source.lengths)
    let state = RecurrentState(
      layers: encoded.state.layers.map { layer in
        RecurrentState.Layer(hidden: Self.joined(layer.hidden), cell: layer.cell.map(Self.joined))
      })
    return Encoded(memory: attention.memory(of: encoded.output, lengths: source.lengths), state: state)
  }

  /// `[directions, batch, size]` as `[1, batch, directions * size]`.
  private static func joined(_ state: Tensor) -> Tensor {
    let (batch, size) = (state.shape[1], state.shape[2])
    let directions = (0..<state.shape[0]).map { state.slice($0..<($0 + 1), axis: 0) }
    return Tensor(concatenating: directions, axis: 2).reshaped([1, batch, directions.count * size])
  }

  /// What the output layer sees at each step, `[batch, time, hiddenSize]`, and what of the source was looked at,
  /// `[batch, time, source time]`.
  func decode(
    _ inputs: IndexTensor, lengths: [Int]?, from encoded: Encoded
  ) -> (features: Tensor, attention: Tensor) {
    let decoded = decoder(dropout(targetEmbedding(inputs)), state: encoded.state, lengths: lengths).output
    return look(decoded, at: encoded.memory)
  }

  /// One step of a search: what the output layer sees, `[sources, beginnings, hiddenSize]`, and the state after it.
  ///
  /// - Parameters:
  ///   - last: the last unit of each source's beginnings, as many of each.
  ///   - place: where in the target it is, counted from 0.
  func step(
    _ last: [Int32], place: Int, state: RecurrentState, memory: AttentionMemory, sources: Int
  ) -> (features: Tensor, state: RecurrentState) {
    let tokens = IndexTensor(shape: [last.count, 1], scalars: last)
    let decoded = decoder(dropout(targetEmbedding(tokens, from: place)), state: state)
    let queries = decoded.output.reshaped([sources, last.count / sources, decoder.outputSize])
    return (look(queries, at: memory).features, decoded.state)
  }

  /// As ``decode(_:lengths:from:)``, from the decoder's outputs.
  private func look(_ decoded: Tensor, at memory: AttentionMemory) -> (features: Tensor, attention: Tensor) {
    let attended = attention(decoded, over: memory)
    let features = combination(Tensor(concatenating: [attended.context, decoded], axis: 2))
    return (dropout(features), attended.weights)
  }

  /// The mean (or sum) over all units of the targets, their ends included, of -log p, in nats.
  func loss(of target: TargetBatch, given source: SourceBatch, reduction: Reduction = .mean) -> Tensor {
    let features = decode(target.inputs, lengths: target.lengths, from: encode(source)).features
    return output.softmaxCrossEntropy(of: features, targets: target.targets, reduction: reduction)
  }
}
