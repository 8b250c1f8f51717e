/// Runs one plan from state to state, on weights that stay where they are. For one task at a time.
public protocol RecurrentStepper: AnyObject {
  /// One step; valid while the stepper lives.
  var step: StepFunction { get }

  /// What a status other than 0, which ``step`` returned just now, means.
  func error(of status: Int32) -> KernelError
}

/// One step of a ``RecurrentStepper``: a function and its memory, without a reference to count. Small layers take a
/// tenth of a microsecond a step, and to take a reference and to give it back costs a tenth of that.
@frozen
public struct StepFunction {
  /// As ``RecurrentPlan/forward(_:)``, the states being both the initial and the final ones. Returns 0, or a status that
  /// the stepper turns into an error.
  public typealias Body =
    @convention(c) (
      _ context: UnsafeMutableRawPointer, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
      _ hidden: UnsafeMutablePointer<Float>, _ cell: UnsafeMutablePointer<Float>?
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
  public func makeStepper(_ arguments: ForwardArguments) -> any RecurrentStepper {
    PlanStepper(plan: self, arguments: arguments)
  }
}

/// The stepper of a plan that has none of its own.
private final class PlanStepper: RecurrentStepper {
  private let plan: any RecurrentPlan
  private var arguments: ForwardArguments
  private var failure: KernelError?

  init(plan: any RecurrentPlan, arguments: ForwardArguments) {
    self.plan = plan
    self.arguments = arguments
  }

  var step: StepFunction {
    StepFunction(context: Unmanaged.passUnretained(self).toOpaque()) { context, input, output, hidden, cell in
      Unmanaged<PlanStepper>.fromOpaque(context).takeUnretainedValue().run(input, output, hidden, cell)
    }
  }

  func error(of status: Int32) -> KernelError {
    failure ?? .unusableBackend(path: "\(plan)", reason: "a step returned \(status)")
  }

  private func run(
    _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ hidden: UnsafeMutablePointer<Float>,
    _ cell: UnsafeMutablePointer<Float>?
  ) -> Int32 {
    (arguments.input, arguments.output) = (input, output)
    (arguments.initialHidden, arguments.finalHidden) = (UnsafePointer(hidden), hidden)
    (arguments.initialCell, arguments.finalCell) = (cell.map { UnsafePointer($0) }, cell)
    do {
      try plan.forward(arguments)
      return 0
    } catch {
      failure = error
      return 1
    }
  }
}
