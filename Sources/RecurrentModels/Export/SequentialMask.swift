import RecurrentTraining

/// Which steps of each row do not count, in a ``Sequential`` on its way elsewhere: those behind so many as are given.
struct SequentialMask {
  /// Whether they are the first instead, since the rows were turned around.
  var hidesFirst = false
}

extension LayerSpecification {
  /// Whether what comes out has the steps of what goes in: then a mask goes on saying which of them count.
  func keepsSteps(from input: LayerShape, to output: LayerShape) -> Bool {
    guard output.rank >= 2 else { return false }
    switch self {
    case is Pooling1DSpecification, is RepeatVectorSpecification, is PermuteSpecification, is ReshapeSpecification,
      is ZeroPadding1DSpecification, is Cropping1DSpecification, is UpSampling1DSpecification:
      return false
    case let convolution as Conv1DSpecification:
      if let before = input.axes[0], let after = output.axes[0] { return before == after }
      return convolution.strides == 1 && (convolution.padding != .valid || convolution.kernelSize == 1)
    default: return true
    }
  }
}
