import RecurrentModels

extension TextClassifier {
  /// Writes the weights as a safetensors file that a PyTorch module loads with `strict=True`.
  ///
  /// - Returns: A program in Python that declares the module and loads the file. Its `forward` takes `input_ids` [batch,
  ///   time, 1 + n-gram lengths] and `lengths` [batch], as ``exportONNX(to:)`` says, and gives logits [batch, labels].
  /// - Throws: ``TorchExportError`` where PyTorch has no such layer; ``FileError``.
  public func exportPyTorch(to path: String) throws -> String {
    let (module, result) = try torchModule()
    return try module.write(to: path, returning: result)
  }

  func torchModule() throws -> (TorchModule, result: String) {
    var torch = TorchModule(arguments: ["input_ids", "lengths"])
    torch.line("x = " + torch.embedding(network.embedding, "input_ids[:, :, 0]", name: "embedding"))
    for (index, table) in network.ngramEmbeddings.enumerated() {
      let rows = torch.embedding(table, "input_ids[:, :, \(index + 1)]", name: "ngram_embeddings.\(index)")
      torch.line("x = x + " + rows)
    }
    if let rnn = network.rnn {
      _ = try torch.recurrent(rnn, "x", lengths: "lengths", name: "rnn")
      torch.line("largest = " + torch.pooled("x", .max, lengths: "lengths"))
      torch.line("mean = " + torch.pooled("x", .average, lengths: "lengths"))
      torch.line("x = torch.cat([largest, mean], 1)")
    } else {
      torch.line("x = " + torch.pooled("x", .average, lengths: "lengths"))
    }
    let logits = torch.dense(network.output, "x", name: "output")
    return (torch, logits)
  }
}
