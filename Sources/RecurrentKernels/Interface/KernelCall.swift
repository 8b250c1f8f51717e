/// One operation on whole arrays, with its arguments.
///
/// Each operation has a struct of its own, beside this file: its formula, its shapes and its pointers, as the struct of
/// `recurrent_kernels.h` has them. A new operation is that struct, a case here, and what each backend does for it.
/// A count may be 0 unless it says otherwise: then nothing is done. An optional pointer that is nil is not wanted, or
/// what its comment says.
public enum KernelCall {
  case gemm(Gemm)
  case softmax(Softmax)
  case softmaxGradient(SoftmaxGradient)
  case softmaxCrossEntropy(SoftmaxCrossEntropy)
  case gatherRows(GatherRows)
  case scatterAddRows(ScatterAddRows)
  case reduce(Reduce)
  case adam(Adam)
  case sgd(SGD)
  case dropout(Dropout)
  case operate(Operate)
  case elementwise(Elementwise)

  /// The operation's name, as errors give it.
  var operation: String { Mirror(reflecting: self).children.first?.label ?? "\(self)" }
}
