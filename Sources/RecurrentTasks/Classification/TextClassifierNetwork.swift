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

  /// What the tables are asked for.
  ///
  /// - Parameters:
  ///   - texts: ids of units; a text may be empty.
  ///   - hiding: draws which units and n-grams are hidden; nil: none.
  func batch(_ texts: [[Int32]], hiding: RandomSource? = nil) -> ClassifierBatch {
    ClassifierBatch(
      units: hide(texts, as: unknown, hiding),
      ngrams: ngrams.map { kind in hide(texts.map(kind.rows), as: 0, hiding) })
  }

  /// - Parameter texts: ids of units; a text may be empty.
  /// - Returns: `[batch, labels]`.
  func callAsFunction(_ texts: [[Int32]]) -> Tensor { self(batch(texts)) }

  /// - Returns: `[batch, labels]`.
  func callAsFunction(_ batch: ClassifierBatch) -> Tensor {
    let units = PaddedSequences(batch.units, leastSteps: batch.leastSteps)
    var x = embedding(units.values)
    for (rows, embedding) in zip(batch.ngrams, ngramEmbeddings) {
      x += embedding(PaddedSequences(rows, leastSteps: batch.leastSteps).values)
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

/// Texts side by side, as a ``TextClassifierNetwork`` reads them.
struct ClassifierBatch: Sendable {
  /// Ids of units.
  private(set) var units: [[Int32]]
  /// Rows of each table of n-grams, one that ends with each unit.
  private(set) var ngrams: [[[Int32]]]
  /// The time is at least so long.
  private(set) var leastSteps = 1

  init(units: [[Int32]], ngrams: [[[Int32]]]) { (self.units, self.ngrams) = (units, ngrams) }

  /// Some of the texts, as long as all.
  func rows(_ rows: Range<Int>) -> ClassifierBatch {
    var part = ClassifierBatch(units: Array(units[rows]), ngrams: ngrams.map { Array($0[rows]) })
    part.leastSteps = units.map(\.count).max() ?? 1
    return part
  }
}
