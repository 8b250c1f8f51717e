import RecurrentLayers
import RecurrentModels

extension Translator {
  /// Writes the weights as a safetensors file that a PyTorch module loads with `strict=True`.
  ///
  /// - Returns: A program in Python that declares the module and loads the file. Its `forward` takes the source's
  ///   `input_ids` [batch, time] and `lengths` [batch] and the target's `decoder_input_ids` [batch, time], from `<bos>` on,
  ///   and gives logits [batch, time, units].
  /// - Throws: ``TorchExportError`` where PyTorch has no such layer; ``FileError``.
  public func exportPyTorch(to path: String) throws -> String {
    let (module, result) = try torchModule()
    return try module.write(to: path, returning: result)
  }

  func torchModule() throws -> (TorchModule, result: String) {
    var torch = TorchModule(arguments: ["input_ids", "lengths", "decoder_input_ids"])
    torch.line("x = " + torch.embedding(network.sourceEmbedding.units, "input_ids", name: "source_embedding"))
    if configuration.reversesSource {
      torch.use(.flipped)
      torch.line("x = flipped(x, lengths)")
    }
    torch.addPlaces(network.sourceEmbedding, name: "source_places")
    let recurrent = network.encoder.recurrent
    try network.encoder.append(to: &torch, lengths: recurrent.map { _ in "lengths" }, name: "encoder")
    torch.line("memory = x")
    if let recurrent {
      // Both directions of a layer side by side.
      let joined = ".unflatten(0, (-1, 2)).transpose(1, 2).flatten(2)"
      torch.line(
        recurrent.cell.hasCellState ? "state = tuple(s\(joined) for s in state)" : "state = state\(joined)")
    }
    torch.line("x = " + torch.embedding(network.targetEmbedding.units, "decoder_input_ids", name: "target_embedding"))
    torch.addPlaces(network.targetEmbedding, name: "target_places")
    try network.decoder.append(to: &torch, initial: recurrent.map { _ in "state" }, name: "decoder")
    torch.attend(network.attention)
    torch.line("x = torch.cat([weights @ memory, x], 2)")
    torch.line("x = " + torch.dense(network.combination, "x", name: "combination"))
    let logits = torch.dense(network.output, "x", name: "output")
    return (torch, logits)
  }
}

extension TorchModule {
  fileprivate mutating func addPlaces(_ embedding: PlacedEmbedding, name: String) {
    guard let places = embedding.places else { return }
    line("x = x + " + self.embedding(places, "torch.arange(x.shape[1], device=x.device)", name: name))
  }

  /// `weights` [batch, time, source] of what `x` asks of `memory`.
  fileprivate mutating func attend(_ attention: Attention) {
    let keys = attention.key.map { dense($0, "memory", name: "attention.key") } ?? "memory"
    if let query = attention.query, let energy = attention.energy {
      let asked = dense(query, "x", name: "attention.query")
      line("both = torch.tanh(\(asked).unsqueeze(2) + \(keys).unsqueeze(1))")
      line("scores = " + dense(energy, "both", name: "attention.energy") + ".squeeze(3)")
    } else {
      line("scores = x @ \(keys).transpose(1, 2)")
    }
    use(.counted)
    line("scores = scores.masked_fill(~counted(memory, lengths).transpose(1, 2), -torch.inf)")
    line("weights = scores.softmax(-1).nan_to_num()  # a source without units has none")
  }
}
