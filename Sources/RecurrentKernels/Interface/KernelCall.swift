/// One operation on whole arrays, with its arguments.
///
/// Each operation has a struct of its own, beside this file: its formula, its shapes and its pointers, as the struct of
/// `recurrent_kernels.h` has them. A new operation is that struct, a case here, and what each backend does for it.
/// A count may be 0 unless it says otherwise: then nothing is done. An optional pointer that is nil is not wanted, or
/// what its comment says.
public enum KernelCall {
  /// A product of matrices.
  case gemm(Gemm)
  /// The softmax of each row.
  case softmax(Softmax)
  /// The gradient of a softmax.
  case softmaxGradient(SoftmaxGradient)
  /// A loss of logits, and its gradient.
  case softmaxCrossEntropy(SoftmaxCrossEntropy)
  /// Rows of a table.
  case gatherRows(GatherRows)
  /// Additions to rows of a table.
  case scatterAddRows(ScatterAddRows)
  /// Sums and products along an axis.
  case reduce(Reduce)
  /// A step of Adam's.
  case adam(Adam)
  /// A step of stochastic gradient descent.
  case sgd(SGD)
  /// A mask, and its product with an array.
  case dropout(Dropout)
  /// One operation on whole arrays.
  case operate(Operate)
  /// A program for each element.
  case elementwise(Elementwise)

  /// The operation's name, as errors give it.
  var operation: String { Mirror(reflecting: self).children.first?.label ?? "\(self)" }
}
