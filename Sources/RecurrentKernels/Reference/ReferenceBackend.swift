/// Every kernel in plain Swift, formula by formula: to learn from, to check the others against, and to do what they do
/// not. One thread, no SIMD; its results are right, not fast.
///
/// Begin with `ReferencePlan`, the walk over the sequence and back, and go on to a cell: `VanillaRNN.swift`,
/// `LSTM.swift`, `GRUResetAfter.swift`, `GRUResetBefore.swift`.
public struct ReferenceBackend: KernelBackend {
  /// The backend, which has no state.
  public init() {}

  public var name: String { "reference" }
  public var summary: String { "pure Swift, formula by formula, one thread" }

  public func makePlan(for descriptor: RecurrentDescriptor) throws(KernelError) -> any RecurrentPlan {
    let sizes = [descriptor.batch, descriptor.steps, descriptor.inputSize, descriptor.hiddenSize]
    let options = [descriptor.threads, descriptor.checkpointEvery]
    try require(sizes.allSatisfy { $0 >= 1 } && options.allSatisfy { $0 >= 0 }, "plan")
    guard !descriptor.training || descriptor.precision.hasGradients else {
      throw .unsupported(backend: name, operation: "plan")
    }
    guard descriptor.arraysFitMemory else { throw .tooLarge(backend: name, operation: "plan") }
    return ReferencePlan(descriptor)
  }

  private func require(_ condition: Bool, _ operation: String) throws(KernelError) {
    guard condition else { throw .invalidArgument(backend: name, operation: operation) }
  }

  public func run(_ call: KernelCall, threads: Int) throws(KernelError) {
    do throws(InvalidArgument) {
      try require(threads >= 0)
      switch call {
      case .gemm(let call): try run(call)
      case .softmax(let call): try run(call)
      case .softmaxGradient(let call): try run(call)
      case .softmaxCrossEntropy(let call): try run(call)
      case .gatherRows(let call): try run(call)
      case .scatterAddRows(let call): try run(call)
      case .reduce(let call): try run(call)
      case .adam(let call): try run(call)
      case .sgd(let call): try run(call)
      case .dropout(let call): try run(call)
      case .operate(let call): try run(call)
      case .elementwise(let call): try run(call)
      }
    } catch {
      throw .invalidArgument(backend: name, operation: call.operation)
    }
  }

  func require(_ condition: Bool) throws(InvalidArgument) {
    guard condition else { throw InvalidArgument() }
  }
}

/// An argument outside what the interface allows.
struct InvalidArgument: Error {}

extension RecurrentDescriptor {
  /// Whether the bytes of the largest input, output, state and weight arrays can be counted at all.
  fileprivate var arraysFitMemory: Bool {
    let width = direction.count
    let gateRows = [cell.gates, hiddenSize]
    let shapes = [
      [batch, steps, inputSize], [batch, steps, width, hiddenSize], [width, batch, inputSize],
      gateRows + [inputSize], gateRows + [hiddenSize],
    ]
    return shapes.allSatisfy { shape in
      var bytes = MemoryLayout<Float>.stride
      return shape.allSatisfy { axis in
        let (product, overflow) = bytes.multipliedReportingOverflow(by: axis)
        bytes = product
        return !overflow
      }
    }
  }
}
