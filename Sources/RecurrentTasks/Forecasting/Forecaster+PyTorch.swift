import RecurrentLayers
import RecurrentModels

extension Forecaster {
  /// Writes the weights as a safetensors file that a PyTorch module loads with `strict=True`.
  ///
  /// - Returns: A program in Python that declares the module and loads the file. Its `forward` takes `x` [batch, window,
  ///   columns], the last rows in the columns' own units, and gives the target's next values in its own, [batch, horizon].
  /// - Throws: ``TorchExportError`` where PyTorch has no such layer; ``FileError``.
  public func exportPyTorch(to path: String) throws -> String {
    let (module, result) = try torchModule()
    return try module.write(to: path, returning: result)
  }

  func torchModule() throws -> (TorchModule, result: String) {
    var torch = TorchModule(arguments: ["x"])
    let (target, count) = (configuration.targetPlace, configuration.columns.count)
    let deviations = torch.declare("deviations", fixed: Tensor(scaling.deviations.map { Float($0) }))
    torch.line("last = x[:, -1:]")
    torch.line("scaled = ((x - last) / \(deviations))[:, :, :\(count)]")
    if let rnn = network.rnn {
      let last = try torch.recurrent(rnn, "scaled", name: "rnn")
      torch.line("change = " + torch.dense(network.output, last, name: "output"))
    } else {
      torch.line("change = " + torch.dense(network.output, "scaled.flatten(1)", name: "output"))
    }
    if let autoregression = network.autoregression {
      torch.line("change = change + " + torch.dense(autoregression, "scaled[:, :, \(target)]", name: "autoregression"))
    }
    return (torch, "change * \(deviations)[\(target)] + last[:, :, \(target)]")
  }
}
