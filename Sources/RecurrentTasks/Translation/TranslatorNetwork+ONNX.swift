import RecurrentLayers
import RecurrentModels

extension TranslatorNetwork {
  /// - Parameters:
  ///   - tokens: [batch, time].
  ///   - lengths: [batch].
  func appendEncoder(
    to builder: inout ONNXBuilder, _ tokens: ONNXBuilder.Value, _ lengths: ONNXBuilder.Value
  ) throws {
    var x = builder.embedding(sourceEmbedding.units, tokens, name: "source_embedding")
    if let places = sourceEmbedding.places {
      let time = builder.slice(builder.node("Shape", [tokens]), axis: 0, from: 1)
      let ones = builder.node("Expand", [builder.integers([1]), time])
      let ids = builder.node("CumSum", [ones, builder.integers([0])], [ONNXBuilder.attribute("exclusive", 1)])
      x = builder.node("Add", [x, builder.embedding(places, ids, name: "source_embedding.places")])
    }
    let sequence: [ONNXPort.Dimension] = [.symbol("batch"), .symbol("time"), .size(encoder.outputSize)]
    guard let recurrent = encoder.recurrent else {
      let output = try encoder.appendDense(to: &builder, x, name: "encoder")
      return builder.output(output, as: "encoder_hidden_states", .float32, sequence)
    }
    let encoded = try builder.recurrent(recurrent, x, lengths: lengths, name: "encoder")
    builder.output(encoded.output, as: "encoder_hidden_states", .float32, sequence)
    let shape: [ONNXPort.Dimension] = [.size(recurrent.layers), .symbol("batch"), .size(encoder.outputSize)]
    for (state, name) in [(encoded.hidden, "hn"), (encoded.cell, "cn")] {
      guard let state else { continue }
      builder.output(joined(state, layers: recurrent.layers, &builder), as: name, .float32, shape, isState: true)
    }
  }

  /// [layers · 2, batch, size], the directions one after the other, as [layers, batch, 2 · size].
  private func joined(
    _ state: ONNXBuilder.Value, layers: Int, _ builder: inout ONNXBuilder
  ) -> ONNXBuilder.Value {
    let apart = builder.reshape(state, [layers, 2, -1, encoder.outputSize / 2])
    let sideBySide = builder.transpose(apart, [0, 2, 1, 3])
    return builder.reshape(sideBySide, [layers, -1, encoder.outputSize])
  }

  /// - Parameters:
  ///   - tokens: [batch, time].
  ///   - memory: the encoder's outputs, [batch, source, hidden].
  ///   - lengths: of the sources, [batch].
  /// - Returns: [batch, time, units].
  func appendDecoder(
    to builder: inout ONNXBuilder, _ tokens: ONNXBuilder.Value, _ memory: ONNXBuilder.Value,
    _ lengths: ONNXBuilder.Value
  ) throws -> ONNXBuilder.Value {
    var x = builder.embedding(targetEmbedding.units, tokens, name: "target_embedding")
    if let places = targetEmbedding.places {
      let ids = builder.input("position_ids", .int64, [.symbol("batch"), .symbol("time")])
      x = builder.node("Add", [x, builder.embedding(places, ids, name: "target_embedding.places")])
    }
    let decoded = try decoder.append(
      to: &builder, x, exposesStates: decoder.recurrent != nil, name: "decoder")
    let scores = try attention.scores(of: decoded, memory, &builder)
    let weights = ONNXStepCounts(&builder, memory, lengths).softmax(of: scores, &builder)
    let context = builder.node("MatMul", [weights, memory], name: "attention")
    let both = builder.node("Concat", [context, decoded], [ONNXBuilder.attribute("axis", 2)])
    return try builder.dense(output, builder.dense(combination, both, name: "combination"), name: "output")
  }
}

extension Attention {
  /// - Parameters:
  ///   - queries: [batch, time, size].
  ///   - memory: [batch, source, size].
  /// - Returns: [batch, time, source].
  fileprivate func scores(
    of queries: ONNXBuilder.Value, _ memory: ONNXBuilder.Value, _ builder: inout ONNXBuilder
  ) throws -> ONNXBuilder.Value {
    guard let query, let energy else {
      // q · W k is (q W) · k: one product for each query rather than one for each key.
      let own = key.map { builder.constant($0.weight.value, name: "attention.key.weight") }
      let asked = own.map { builder.node("MatMul", [queries, $0], name: "attention.key") } ?? queries
      return builder.node("MatMul", [asked, builder.transpose(memory, [0, 2, 1])], name: "attention")
    }
    let asked = try builder.dense(query, queries, name: "attention.query")
    let keys = try builder.dense(key!, memory, name: "attention.key")
    let sum = builder.node(
      "Add",
      [
        builder.node("Unsqueeze", [asked, builder.integers([2])]),
        builder.node("Unsqueeze", [keys, builder.integers([1])]),
      ])
    return builder.squeeze(
      try builder.dense(energy, builder.node("Tanh", [sum]), name: "attention.energy"), axis: 3)
  }
}
