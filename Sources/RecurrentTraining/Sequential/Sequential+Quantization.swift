import RecurrentLayers

extension Sequential {
  /// A copy whose weights are int8, with a scale for each row: see `Module.quantize()`. It predicts and is measured, and
  /// does not learn. The model must know its input.
  public func quantized() -> Sequential {
    let shape = requireInputShape("quantized")
    let copy = Parameter.$isToBeOverwritten.withValue(true) {
      Sequential(specifications, inputShape: shape, seed: seed)
    }
    copy.copyParameters(from: self)
    copy.quantize()
    if let compiled {
      copy.compile(
        optimizer: compiled.optimizer, loss: compiled.loss, metrics: compiled.metrics,
        clippingNorm: compiled.clippingNorm, schedules: compiled.schedules)
    }
    copy.history = history
    return copy
  }
}
