import RecurrentFormats
import RecurrentFoundation
import RecurrentModels

extension Translator {
  /// Writes the model as two ONNX files in a folder, which is made where there is none.
  ///
  /// `encoder.onnx` takes `input_ids` [batch, time], of 64 bits, and `lengths` [batch], of 32, and gives
  /// `encoder_hidden_states` [batch, time, hidden] and what the decoder starts with, `hn` [layers, batch, hidden] and of an
  /// LSTM `cn`.
  ///
  /// `decoder.onnx` takes `input_ids` [batch, time], from `<bos>` on, `encoder_hidden_states`, the source's
  /// `encoder_lengths`, and `h0` (and `c0`), and gives `logits` [batch, time, units], `hn` (and `cn`): one step at a time,
  /// or a whole target at once. A baseline has no states, but takes `position_ids` [batch, time], counted from 0. The units
  /// of both sides are in their metadata.
  ///
  /// - Throws: ``ONNXExportError`` where a part has no counterpart; ``FileError``.
  public func exportONNX(to folder: String) throws {
    try FileSystem.createFolders(folder)
    try FileBytes.replace("\(folder)/encoder.onnx", with: onnxEncoder().bytes)
    try FileBytes.replace("\(folder)/decoder.onnx", with: onnxDecoder().bytes)
  }

  func onnxEncoder() throws -> ONNXBuilder {
    var builder = ONNXBuilder(name: "encoder")
    var tokens = builder.input("input_ids", .int64, [.symbol("batch"), .symbol("time")])
    let lengths = builder.input("lengths", .int32, [.symbol("batch")])
    if configuration.reversesSource { tokens = builder.reverse(tokens, first: lengths) }
    try network.appendEncoder(to: &builder, tokens, lengths)
    vocabulary.source.note(in: &builder, prefix: "source_")
    return builder
  }

  func onnxDecoder() throws -> ONNXBuilder {
    var builder = ONNXBuilder(name: "decoder")
    let sequence: [ONNXPort.Dimension] = [.symbol("batch"), .symbol("time")]
    let tokens = builder.input("input_ids", .int64, sequence)
    let memory = builder.input(
      "encoder_hidden_states", .float32, [.symbol("batch"), .symbol("source"), .size(configuration.hiddenSize)])
    let lengths = builder.input("encoder_lengths", .int32, [.symbol("batch")])
    let logits = try network.appendDecoder(to: &builder, tokens, memory, lengths)
    builder.output(logits, as: "logits", .float32, sequence + [.size(vocabulary.target.vocabulary.count)])
    vocabulary.target.note(in: &builder, prefix: "target_")
    return builder
  }
}
