import RecurrentLayers

extension Frozen where Model: FittableModule {
  /// As ``FittableModule/predict(_:batchSize:)``.
  public func predict(_ x: some SamplesConvertible, batchSize: Int = 32) throws -> Tensor {
    try run { try $0.predict(x, batchSize: batchSize) }
  }
}
