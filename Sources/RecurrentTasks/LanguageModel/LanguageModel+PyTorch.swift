import RecurrentModels

extension LanguageModel {
  /// Writes the weights as a safetensors file that a PyTorch module loads with `strict=True`.
  ///
  /// - Returns: A program in Python that declares the module and loads the file. Its `forward` takes `input_ids` [batch,
  ///   time], and `state` where it goes on, and gives logits [batch, time, tokens] and the state after them.
  /// - Throws: ``TorchExportError`` where PyTorch has no such layer; ``FileError``.
  public func exportPyTorch(to path: String) throws -> String {
    let (module, result) = try torchModule()
    return try module.write(to: path, returning: result)
  }

  func torchModule() throws -> (TorchModule, result: String) {
    let isBaseline = network.rnn.recurrent == nil
    var torch = TorchModule(arguments: ["input_ids"] + (isBaseline ? [] : ["state=None"]))
    torch.line("x = " + torch.embedding(network.embedding, "input_ids", name: "embedding"))
    try network.rnn.append(to: &torch, initial: isBaseline ? nil : "state", name: "rnn")
    let logits: String
    if configuration.tiesWeights {
      // A module that shares its weight would ask for it under both names.
      let bias = network.decoder.bias.map { torch.declare("decoder_bias", $0) }
      logits = "F.linear(x, self.embedding.weight\(bias.map { ", " + $0 } ?? ""))"
    } else {
      logits = torch.dense(network.decoder, "x", name: "decoder")
    }
    return (torch, isBaseline ? logits : logits + ", state")
  }
}
