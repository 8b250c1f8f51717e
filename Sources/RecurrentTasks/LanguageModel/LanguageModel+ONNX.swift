import RecurrentFormats
import RecurrentFoundation
import RecurrentModels

extension LanguageModel {
  /// Writes the model as an ONNX file: `input_ids` [batch, time], of 64 bits, to `logits` [batch, time, tokens]. The
  /// tokens are in its metadata.
  ///
  /// - Parameter states: whether `h0` [layers, batch, hidden] (and `c0` of an LSTM) are inputs and `hn` (and `cn`) outputs.
  /// - Throws: ``ONNXExportError`` where a part has no counterpart; ``FileError``.
  public func exportONNX(to path: String, states: Bool = false) throws {
    var builder = ONNXBuilder(name: "language_model")
    let sequence: [ONNXPort.Dimension] = [.symbol("batch"), .symbol("time")]
    let tokens = builder.input("input_ids", .int64, sequence)
    let embedded = builder.embedding(network.embedding, tokens, name: "embedding")
    let features = try network.rnn.append(to: &builder, embedded, exposesStates: states, name: "rnn")
    let logits = try builder.dense(network.decoder, features, name: "decoder")
    builder.output(logits, as: "logits", .float32, sequence + [.size(codec.vocabulary.count)])
    builder.note("vocabulary", .array(codec.vocabulary.tokens.map { .string($0) }))
    builder.note("unit", .string(codec.unit.kind.optionName))
    try FileBytes.replace(path, with: builder.bytes)
  }
}

extension SequenceLayers {
  /// - Parameter exposesStates: whether there are inputs `h0` and `c0`, and outputs `hn` and `cn`.
  /// - Returns: [batch, time, features].
  func append(
    to builder: inout ONNXBuilder, _ x: ONNXBuilder.Value, lengths: ONNXBuilder.Value? = nil,
    exposesStates: Bool = false, name: String
  ) throws -> ONNXBuilder.Value {
    guard let recurrent else {
      guard !exposesStates else { throw ONNXExportError(layer: name, reason: "a baseline has no states") }
      return try dense.enumerated().reduce(x) { try builder.dense($1.element, $0, name: "\(name).dense.\($1.offset)") }
    }
    let levels = recurrent.layerCount * recurrent.direction.count
    let shape: [ONNXPort.Dimension] = [.size(levels), .symbol("batch"), .size(recurrent.hiddenSize)]
    let hasCell = exposesStates && recurrent.cell.hasCellState
    let hidden = exposesStates ? builder.input("h0", .float32, shape) : nil
    let cell = hasCell ? builder.input("c0", .float32, shape) : nil
    let sequence = try builder.recurrent(recurrent, x, lengths: lengths, hidden: hidden, cell: cell, name: name)
    if exposesStates { builder.output(sequence.hidden, as: "hn", .float32, shape) }
    if hasCell { builder.output(sequence.cell!, as: "cn", .float32, shape) }
    return sequence.output
  }
}
