import RecurrentModels

extension SequenceGenerator {
  /// Writes the weights as a safetensors file that a PyTorch module loads with `strict=True`.
  ///
  /// - Returns: A program in Python that declares the module and loads the file. Its `forward` takes `input_ids` [batch,
  ///   time], from `<bos>` on, `labels` [batch] or `vectors` [batch, size], and `state` where it goes on, and gives logits
  ///   [batch, time, tokens] and the state after them.
  /// - Throws: ``TorchExportError`` where PyTorch has no such layer; ``FileError``.
  public func exportPyTorch(to path: String) throws -> String {
    let (module, result) = try torchModule()
    return try module.write(to: path, returning: result)
  }

  func torchModule() throws -> (TorchModule, result: String) {
    let isBaseline = network.rnn.recurrent == nil
    let condition = network.labelEmbedding == nil ? "vectors" : "labels"
    var torch = TorchModule(arguments: ["input_ids", condition] + (isBaseline ? [] : ["state=None"]))
    let told =
      network.labelEmbedding.map { torch.embedding($0, condition, name: "label_embedding") }
      ?? torch.dense(network.vectorProjection!, condition, name: "vector_projection")
    torch.line("x = " + torch.embedding(network.embedding, "input_ids", name: "embedding"))
    torch.line("told = \(told).unsqueeze(1).expand(-1, x.shape[1], -1)")
    torch.line("x = torch.cat([x, told], 2)")
    try network.rnn.append(to: &torch, initial: isBaseline ? nil : "state", name: "rnn")
    let logits = torch.dense(network.decoder, "x", name: "decoder")
    return (torch, isBaseline ? logits : logits + ", state")
  }
}
