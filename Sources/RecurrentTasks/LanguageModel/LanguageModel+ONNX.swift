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
    try FileBytes.replace(path, with: onnxGraph(states: states).bytes)
  }

  func onnxGraph(states: Bool) throws -> ONNXBuilder {
    var builder = ONNXBuilder(name: "language_model")
    let sequence: [ONNXPort.Dimension] = [.symbol("batch"), .symbol("time")]
    let tokens = builder.input("input_ids", .int64, sequence)
    let embedded = builder.embedding(network.embedding, tokens, name: "embedding")
    let features = try network.rnn.append(to: &builder, embedded, exposesStates: states, name: "rnn")
    let logits = try builder.dense(network.decoder, features, name: "decoder")
    builder.output(logits, as: "logits", .float32, sequence + [.size(codec.vocabulary.count)])
    codec.note(in: &builder)
    return builder
  }
}
