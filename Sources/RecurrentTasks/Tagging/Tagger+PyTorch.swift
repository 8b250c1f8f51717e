import RecurrentModels

extension Tagger {
  /// Writes the weights as a safetensors file that a PyTorch module loads with `strict=True`.
  ///
  /// - Returns: A program in Python that declares the module and loads the file. Its `forward` takes `input_ids`, `lengths`,
  ///   `character_ids` and `character_lengths`, as ``exportONNX(to:)`` says, and gives logits [batch, time, tags].
  /// - Throws: ``TorchExportError`` where PyTorch has no such layer; ``FileError``.
  public func exportPyTorch(to path: String) throws -> String {
    let (module, result) = try torchModule()
    return try module.write(to: path, returning: result)
  }

  func torchModule() throws -> (TorchModule, result: String) {
    var torch = TorchModule(arguments: ["input_ids", "lengths", "character_ids", "character_lengths"])
    let characters = torch.embedding(
      network.characterEmbedding, "character_ids.flatten(0, 1)", name: "character_embedding")
    torch.line("x, counts = \(characters), character_lengths.flatten()")
    let spellings =
      try network.characterRNN.map { try torch.recurrent($0, "x", lengths: "counts", name: "character_rnn") }
      ?? torch.pooled("x", .average, lengths: "counts")
    torch.line("spellings = \(spellings).unflatten(0, input_ids.shape)")
    let words = torch.embedding(network.wordEmbedding, "input_ids", name: "word_embedding")
    torch.line("x = torch.cat([\(words), spellings], 2)")
    try network.rnn.append(
      to: &torch, lengths: network.rnn.recurrent == nil ? nil : "lengths", name: "rnn")
    let logits = torch.dense(network.decoder, "x", name: "decoder")
    return (torch, logits)
  }
}
