import RecurrentLayers
import RecurrentModels
import RecurrentTraining

/// Units to the logits of the labels: embeddings of each unit and of the n-grams that end with it, recurrent layers in
/// one or both directions, the largest and the mean of their outputs over the text, and a projection. The names of the
/// properties are part of the names of the tensors in `model.safetensors`.
struct TextClassifierNetwork: Module {
  let embedding: Embedding
  let ngramEmbeddings: [Embedding]
  let rnn: RecurrentLayer?
  let output: Dense
  private let dropout: Dropout
  private let ngrams: [UnitNgrams]
  private let unitDropout: Double
  /// Stands for hidden units.
  private let unknown: Int32

  init(_ configuration: TextClassifierConfiguration, unitCount: Int, unknown: Int32, labelCount: Int) {
    let size = configuration.embeddingSize
    // Small, since vectors are added, and since most n-grams are rare: one that is never seen should say little.
    let initializer = Initializer.uniform(-0.1...0.1)
    embedding = Embedding(count: unitCount, size: size, initializer: initializer)
    ngrams = (2..<(configuration.ngrams + 1)).map { UnitNgrams(length: $0, buckets: configuration.buckets) }
    ngramEmbeddings = ngrams.map { Embedding(count: $0.rowCount, size: size, initializer: initializer) }
    rnn = configuration.cell.map { cell in
      RecurrentLayer(
        cell: cell, inputSize: size, hiddenSize: configuration.hiddenSize, layers: configuration.layers,
        direction: configuration.isBidirectional ? .bidirectional : .forward, dropout: configuration.dropout)
    }
    output = Dense(inputSize: rnn.map { 2 * $0.outputSize } ?? size, outputSize: labelCount)
    dropout = Dropout(configuration.dropout)
    unitDropout = Double(configuration.unitDropout)
    self.unknown = unknown
  }

  /// - Parameters:
  ///   - texts: ids of units; a text may be empty.
  ///   - hiding: draws which units and n-grams are hidden; nil: none.
  /// - Returns: `[batch, labels]`.
  func callAsFunction(_ texts: [[Int32]], hiding: RandomSource? = nil) -> Tensor {
    let units = PaddedSequences(hide(texts, as: unknown, hiding))
    var x = embedding(units.values)
    for (kind, embedding) in zip(ngrams, ngramEmbeddings) {
      x += embedding(PaddedSequences(hide(texts.map(kind.rows), as: 0, hiding)).values)
    }
    x = dropout(x)
    guard let rnn else { return output(dropout(x.meanOverTime(lengths: units.lengths))) }
    let sequence = rnn(x, lengths: units.lengths).output
    let pooled = [sequence.maxOverTime(lengths: units.lengths), sequence.meanOverTime(lengths: units.lengths)]
    return output(dropout(Tensor(concatenating: pooled, axis: 1)))
  }

  /// Some of the ids replaced, each by chance.
  private func hide(_ texts: [[Int32]], as id: Int32, _ hiding: RandomSource?) -> [[Int32]] {
    guard let hiding, unitDropout > 0 else { return texts }
    return hiding.withGenerator { generator in
      texts.map { text in text.map { generator.nextUnit() < unitDropout ? id : $0 } }
    }
  }

  /// The same as an ONNX graph.
  ///
  /// - Parameters:
  ///   - ids: [batch, time, 1 + n-gram lengths].
  ///   - lengths: [batch].
  func append(
    to builder: inout ONNXBuilder, _ ids: ONNXBuilder.Value, _ lengths: ONNXBuilder.Value
  ) throws -> ONNXBuilder.Value {
    let tables = [embedding] + ngramEmbeddings
    var x: ONNXBuilder.Value?
    for (place, table) in tables.enumerated() {
      let column = builder.node(
        "Slice", [ids, builder.integers([place]), builder.integers([place + 1]), builder.integers([2])])
      let rows = builder.embedding(
        table, builder.squeeze(column, axis: 2), name: place == 0 ? "embedding" : "ngram_embeddings.\(place - 1)")
      x = x.map { builder.node("Add", [$0, rows]) } ?? rows
    }
    let counts = ONNXStepCounts(&builder, ids, lengths)
    guard let rnn else { return try builder.dense(output, counts.mean(of: x!, &builder), name: "output") }
    let sequence = try builder.recurrent(rnn, x!, lengths: lengths, name: "rnn").output
    let pooled = [counts.maximum(of: sequence, &builder), counts.mean(of: sequence, &builder)]
    let joined = builder.node("Concat", pooled, [ONNXBuilder.attribute("axis", 1)])
    return try builder.dense(output, joined, name: "output")
  }
}
