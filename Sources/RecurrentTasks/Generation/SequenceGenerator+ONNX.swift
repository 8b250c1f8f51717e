import RecurrentFormats
import RecurrentFoundation
import RecurrentModels

extension SequenceGenerator {
  /// Writes the model as an ONNX file: `input_ids` [batch, time], of 64 bits, from `<bos>` on, and `labels` [batch], of 64
  /// bits, or `vectors` [batch, size], to `logits` [batch, time, tokens]. Tokens and labels are in its metadata.
  ///
  /// - Parameter states: whether `h0` [layers, batch, hidden] (and `c0` of an LSTM) are inputs and `hn` (and `cn`) outputs.
  /// - Throws: ``ONNXExportError`` where a part has no counterpart; ``FileError``.
  public func exportONNX(to path: String, states: Bool = false) throws {
    try FileBytes.replace(path, with: onnxGraph(states: states).bytes)
  }

  func onnxGraph(states: Bool) throws -> ONNXBuilder {
    var builder = ONNXBuilder(name: "sequence_generator")
    let sequence: [ONNXPort.Dimension] = [.symbol("batch"), .symbol("time")]
    let tokens = builder.input("input_ids", .int64, sequence)
    let condition =
      configuration.vectorSize.map { builder.input("vectors", .float32, [.symbol("batch"), .size($0)]) }
      ?? builder.input("labels", .int64, [.symbol("batch")])
    let logits = try network.append(to: &builder, tokens, given: condition, exposesStates: states)
    builder.output(logits, as: "logits", .float32, sequence + [.size(vocabulary.text.vocabulary.count)])
    vocabulary.text.note(in: &builder)
    if configuration.vectorSize == nil {
      builder.note("labels", .array(vocabulary.labels.tokens.map { .string($0) }))
    }
    return builder
  }
}

extension GeneratorNetwork {
  /// - Parameters:
  ///   - tokens: [batch, time].
  ///   - condition: labels [batch], or vectors [batch, size].
  /// - Returns: [batch, time, tokens].
  fileprivate func append(
    to builder: inout ONNXBuilder, _ tokens: ONNXBuilder.Value, given condition: ONNXBuilder.Value,
    exposesStates: Bool
  ) throws -> ONNXBuilder.Value {
    let told =
      try labelEmbedding.map { builder.embedding($0, condition, name: "label_embedding") }
      ?? builder.dense(vectorProjection!, condition, name: "vector_projection")
    let embedded = builder.embedding(embedding, tokens, name: "embedding")
    let size = labelEmbedding?.weight.shape[1] ?? vectorProjection!.weight.shape[0]
    let sizes = builder.node(
      "Concat", [builder.node("Shape", [tokens]), builder.integers([size])], [ONNXBuilder.attribute("axis", 0)])
    // The same at every step.
    let everyStep = builder.node("Expand", [builder.node("Unsqueeze", [told, builder.integers([1])]), sizes])
    let x = builder.node("Concat", [embedded, everyStep], [ONNXBuilder.attribute("axis", 2)])
    let features = try rnn.append(to: &builder, x, exposesStates: exposesStates, name: "rnn")
    return try builder.dense(decoder, features, name: "decoder")
  }
}
