import RecurrentKernels

extension Tensor {
  /// The sum of all elements, shape `[]`.
  public func sum() -> Tensor {
    let shape = shape
    return Tensor(Float(total)).recorded(from: (self, { Tensor(repeating: $0.item, shape: shape) }))
  }

  /// The mean of all elements, shape `[]`.
  public func mean() -> Tensor { sum() / Float(count) }

  /// The sum of all elements in double, not recorded: of the rows by the kernels, then of what is left.
  var total: Double {
    sumOfRows(width: width).withUnsafeScalars { $0.reduce(0) { $0 + Double($1) } }
  }
}
