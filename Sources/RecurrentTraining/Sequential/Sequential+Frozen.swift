import RecurrentLayers

extension Sequential {
  /// The model as it is now, for any number of tasks to use while this one trains on. The model must know its input: from
  /// `inputShape`, or from data.
  public func frozen() -> Frozen<Sequential> {
    _ = requireInputShape("frozen")
    return Frozen(self, parameters: parameters)
  }
}

extension Frozen<Sequential> {
  /// As ``Sequential/predict(_:batchSize:)``.
  public func predict(_ x: some SamplesConvertible, batchSize: Int = 32) throws -> Tensor {
    try run { try $0.predict(x, batchSize: batchSize) }
  }
}
