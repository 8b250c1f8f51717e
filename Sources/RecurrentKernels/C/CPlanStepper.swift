internal import CKernels

/// The stepper of a plan in C. Its argument struct stays in memory: a step writes no more than the pointers that it
/// brings, since the small layers take about a tenth of a microsecond.
final class CPlanStepper: KernelStepper {
  /// What a step looks at, none of it counted.
  private struct Call {
    let plan: OpaquePointer
    let run: CPlan.CForward
    var arguments: rk_forward_arguments
  }

  private let plan: CPlan
  private let weights: UnsafeMutablePointer<rk_weights>
  private let call: UnsafeMutablePointer<Call>

  /// - Parameter handle: of `plan`, which keeps it.
  init(plan: CPlan, handle: OpaquePointer, run: @escaping CPlan.CForward, arguments: ForwardArguments) {
    self.plan = plan
    weights = .allocate(capacity: 2)
    weights.initialize(to: rk_weights(arguments.weights))
    (weights + 1).initialize(to: rk_weights(arguments.reverseWeights ?? arguments.weights))
    call = .allocate(capacity: 1)
    call.initialize(
      to: Call(
        plan: handle, run: run,
        arguments: rk_forward_arguments(arguments, weights: weights, reverse: weights + 1)))
  }

  deinit {
    call.deallocate()
    weights.deallocate()
  }

  var step: StepFunction {
    StepFunction(context: call) { context, input, output, hidden, cell in
      let call = context.assumingMemoryBound(to: Call.self)
      call.pointee.arguments.input = input
      call.pointee.arguments.output = output
      call.pointee.arguments.initial_hidden = UnsafePointer(hidden)
      call.pointee.arguments.final_hidden = hidden
      call.pointee.arguments.initial_cell = UnsafePointer(cell)
      call.pointee.arguments.final_cell = cell
      return Int32(bitPattern: call.pointee.run(call.pointee.plan, &call.pointee.arguments).rawValue)
    }
  }

  func error(of status: Int32) -> KernelError { plan.error(of: rk_status(rawValue: UInt32(bitPattern: status))) }
}
