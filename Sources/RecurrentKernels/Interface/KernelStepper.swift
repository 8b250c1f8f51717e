/// Runs one call at every step of a sequence, on weights that stay where they are. For one task at a time.
public protocol KernelStepper: AnyObject {
  /// One step; valid while the stepper lives.
  var step: StepFunction { get }

  /// What a status other than 0, which ``step`` returned just now, means.
  func error(of status: Int32) -> KernelError
}

/// One step of a ``KernelStepper``: a function and its memory, without a reference to count. Small layers take a
/// tenth of a microsecond a step, and to take a reference and to give it back costs a tenth of that.
@frozen
public struct StepFunction {
  /// From an input to an output. The states are both the initial and the final ones, of what has them. Returns 0, or a
  /// status that the stepper turns into an error.
  public typealias Body =
    @convention(c) (
      _ context: UnsafeMutableRawPointer, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
      _ hidden: UnsafeMutablePointer<Float>?, _ cell: UnsafeMutablePointer<Float>?
    ) -> Int32

  /// The function.
  public let body: Body
  /// What it is called with.
  public let context: UnsafeMutableRawPointer

  /// A function with what it is called with.
  @inlinable
  public init(context: UnsafeMutableRawPointer, body: @escaping Body) {
    self.context = context
    self.body = body
  }
}

extension RecurrentPlan {
  public func makeStepper(_ arguments: ForwardArguments) -> any KernelStepper {
    var arguments = arguments
    return CallStepper { input, output, hidden, cell throws(KernelError) in
      (arguments.input, arguments.output) = (input, output)
      (arguments.initialHidden, arguments.finalHidden) = (hidden.map { UnsafePointer($0) }, hidden)
      (arguments.initialCell, arguments.finalCell) = (cell.map { UnsafePointer($0) }, cell)
      try forward(arguments)
    }
  }
}

extension KernelBackend {
  public func makeStepper(of product: KernelCall.Gemm, threads: Int) throws(KernelError) -> any KernelStepper {
    var product = product
    return CallStepper { input, output, _, _ throws(KernelError) in
      (product.a, product.c) = (input, output)
      try run(.gemm(product), threads: threads)
    }
  }
}

/// The stepper of a plan or a backend that has none of its own.
private final class CallStepper: KernelStepper {
  typealias Call = (
    _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ hidden: UnsafeMutablePointer<Float>?,
    _ cell: UnsafeMutablePointer<Float>?
  ) throws(KernelError) -> Void

  private let call: Call
  private var failure: KernelError?

  init(_ call: @escaping Call) { self.call = call }

  var step: StepFunction {
    StepFunction(context: Unmanaged.passUnretained(self).toOpaque()) { context, input, output, hidden, cell in
      Unmanaged<CallStepper>.fromOpaque(context).takeUnretainedValue().run(input, output, hidden, cell)
    }
  }

  func error(of status: Int32) -> KernelError { failure! }

  private func run(
    _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ hidden: UnsafeMutablePointer<Float>?,
    _ cell: UnsafeMutablePointer<Float>?
  ) -> Int32 {
    do {
      try call(input, output, hidden, cell)
      return 0
    } catch {
      failure = error
      return 1
    }
  }
}
