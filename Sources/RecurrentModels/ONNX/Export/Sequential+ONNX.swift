import RecurrentFoundation
import RecurrentTraining

extension Sequential {
  /// Writes the model as an ONNX file of operators of version 17, in the place of one that was there.
  ///
  /// Its input is `input`, [batch, ...] as ``inputShape`` says, or `input_ids` where it takes tokens, of 64 bits; its output
  /// `output`. Axes of any size are called `batch` and `time`. Where an embedding or a masking layer hides steps,
  /// `lengths` [batch], of 32 bits, says how many of each row count; hidden steps are those behind them.
  ///
  /// - Parameter states: whether the states before the first step are inputs and those after the last outputs: `h0` and
  ///   `hn`, of an LSTM `c0` and `cn` too, each [1, batch, units]. Where several layers have them, the layer's name
  ///   stands before: `lstm_1.h0`.
  /// - Throws: ``ONNXExportError`` where a layer has no counterpart, or the shape of the input is not known; ``FileError``.
  public func exportONNX(to path: String, states: Bool = false) throws {
    try FileBytes.replace(path, with: onnxGraph(states: states).bytes)
  }

  /// - Parameter names: of the input and the output; nil: as above.
  package func onnxGraph(states: Bool, names: (input: String, output: String)? = nil) throws -> ONNXBuilder {
    var export = try SequentialExport(self, exposesStates: states)
    return try export.graph(names: names ?? (takesTokens ? "input_ids" : "input", "output"))
  }
}
