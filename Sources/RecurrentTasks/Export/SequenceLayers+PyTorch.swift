import RecurrentModels

extension SequenceLayers {
  /// `x` through the layers; `state` is then that after the last step.
  ///
  /// - Parameters:
  ///   - lengths: nil: all steps count.
  ///   - initial: what `state` is at first; nil: zeros.
  func append(
    to torch: inout TorchModule, lengths: String? = nil, initial: String? = nil, name: String
  ) throws {
    if let recurrent {
      _ = try torch.recurrent(recurrent, "x", lengths: lengths, initial: initial, name: name)
    }
    for (index, layer) in dense.enumerated() {
      torch.line("x = " + torch.dense(layer, "x", name: "\(name).dense.\(index)"))
    }
  }
}
