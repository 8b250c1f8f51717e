import RecurrentLayers
import RecurrentTraining

/// Words to the logits of their tags: an embedding of the word and a bidirectional layer over its characters, side by
/// side, then bidirectional layers over the sentence (Ling et al. 2015, Plank et al. 2016). The names of the properties
/// begin the names of the tensors in `model.safetensors`.
struct TaggerNetwork: Module {
  let wordEmbedding: Embedding
  let characterEmbedding: Embedding
  let characterRNN: RecurrentLayer?
  let rnn: SequenceLayers
  let decoder: Dense
  private let dropout: Dropout

  init(_ configuration: TaggerConfiguration, _ vocabulary: TaggerVocabulary) {
    dropout = Dropout(configuration.dropout)
    wordEmbedding = Self.embedding(count: vocabulary.words.count, size: configuration.embeddingSize)
    characterEmbedding = Self.embedding(
      count: vocabulary.characters.vocabulary.count, size: configuration.characterEmbeddingSize)
    characterRNN = configuration.cell.map {
      RecurrentLayer(
        cell: $0, inputSize: configuration.characterEmbeddingSize, hiddenSize: configuration.characterHiddenSize,
        direction: .bidirectional)
    }
    let spellingSize = characterRNN?.outputSize ?? configuration.characterEmbeddingSize
    rnn = SequenceLayers(
      cell: configuration.cell, inputSize: configuration.embeddingSize + spellingSize,
      hiddenSize: configuration.hiddenSize, layers: configuration.layers, direction: .bidirectional,
      dropout: configuration.dropout)
    decoder = Dense(inputSize: rnn.outputSize, outputSize: vocabulary.tags.count)
  }

  /// Small enough not to drown the spelling's numbers, which are between -1 and 1: variance 1 / size (Ma and Hovy 2016
  /// without vectors from elsewhere).
  private static func embedding(count: Int, size: Int) -> Embedding {
    let bound = (3 / Float(size)).squareRoot()
    return Embedding(count: count, size: size, initializer: .uniform(-bound...bound))
  }

  /// What the decoder sees of each word, `[batch, time, 2 * hiddenSize]`.
  func features(of batch: TaggerBatch) -> Tensor {
    let spellings = batch.spellings.compactMap { group -> Tensor? in
      guard let group else {
        dropout.passOver()
        return nil
      }
      let (tokens, lengths) = (group.characters.values, group.characters.lengths)
      let embedded = characterEmbedding(tokens)
      let characters = withBatchRows(group.rows) { dropout(embedded) }
      return characterRNN?(characters, lengths: lengths).last ?? characters.meanOverTime(lengths: lengths)
    }
    let spelled = Tensor(concatenating: spellings, axis: 0).rows(at: batch.spellingPlaces)
    let words = Tensor(concatenating: [wordEmbedding(batch.words), spelled], axis: 2)
    return dropout(rnn(dropout(words), lengths: batch.lengths).output)
  }

  /// The mean (or sum) over all words with a tag of -log p(tag), in nats.
  func loss(of batch: TaggerBatch, reduction: Reduction = .mean) -> Tensor {
    decoder.softmaxCrossEntropy(of: features(of: batch), targets: batch.tags, reduction: reduction)
  }
}
