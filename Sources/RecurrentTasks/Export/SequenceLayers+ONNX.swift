import RecurrentModels

extension SequenceLayers {
  /// - Parameters:
  ///   - lengths: [batch], 32 bits; nil: all steps count.
  ///   - exposesStates: whether there are inputs `h0` and `c0`, and outputs `hn` and `cn`.
  /// - Returns: [batch, time, features].
  func append(
    to builder: inout ONNXBuilder, _ x: ONNXBuilder.Value, lengths: ONNXBuilder.Value? = nil,
    exposesStates: Bool = false, name: String
  ) throws -> ONNXBuilder.Value {
    guard let recurrent else {
      guard !exposesStates else { throw ONNXExportError(layer: name, reason: "a baseline has no states") }
      return try appendDense(to: &builder, x, name: name)
    }
    return exposesStates
      ? try builder.streamed(recurrent, x, lengths: lengths, name: name).output
      : try builder.recurrent(recurrent, x, lengths: lengths, name: name).output
  }

  func appendDense(to builder: inout ONNXBuilder, _ x: ONNXBuilder.Value, name: String) throws -> ONNXBuilder.Value {
    try dense.enumerated().reduce(x) { try builder.dense($1.element, $0, name: "\(name).dense.\($1.offset)") }
  }
}
