import RecurrentKernels

extension Module {
  /// Rounds the weights of products and tables, which are the parameters of two axes or more, to int8 with a scale for
  /// each row: its largest magnitude by 127. Biases and norms stay as they are.
  ///
  /// From then on recurrent and dense layers multiply int8, as with ``Compute/precision`` ``Precision/int8``, and to the
  /// same bits: products round weights by the same rule, and to round twice changes nothing. A folder has a quarter of the
  /// size. Such a model does not learn: ``TrainingError/quantizedWeights``.
  public func quantize() {
    for parameter in parameters where parameter.shape.count >= 2 { parameter.quantize() }
  }

  /// Whether there are weights in int8.
  public var isQuantized: Bool { parameters.contains(where: \.isQuantized) }
}

extension Parameter {
  fileprivate func quantize() {
    var rounded = value.detached()
    let size = rounded.shape.dropFirst().reduce(1, *)
    rounded.withUnsafeMutableScalars { numbers in
      for start in stride(from: 0, to: numbers.count, by: max(size, 1)) {
        let row = UnsafeMutableBufferPointer(rebasing: numbers[start..<(start + size)])
        Int8Row(UnsafeBufferPointer(row)).write(to: row)
      }
    }
    set(rounded, isQuantized: true)
  }
}
