internal import CKernels

/// The stepper of a plan in C. Its argument struct stays in memory: a step writes no more than the pointers that it
/// brings, since the small layers take about a tenth of a microsecond.
final class CStepper: RecurrentStepper {
  private let plan: CPlan
  private let weights: UnsafeMutablePointer<rk_weights>
  private let arguments: UnsafeMutablePointer<rk_forward_arguments>

  init(plan: CPlan, arguments given: ForwardArguments) {
    self.plan = plan
    weights = .allocate(capacity: 2)
    weights.initialize(to: rk_weights(given.weights))
    (weights + 1).initialize(to: rk_weights(given.reverseWeights ?? given.weights))
    arguments = .allocate(capacity: 1)
    arguments.initialize(to: rk_forward_arguments(given, weights: weights))
  }

  deinit {
    arguments.deallocate()
    weights.deallocate()
  }

  func step(
    _ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>,
    cell: UnsafeMutablePointer<Float>?
  ) throws(KernelError) {
    arguments.pointee.input = input
    arguments.pointee.output = output
    arguments.pointee.initial_hidden = UnsafePointer(hidden)
    arguments.pointee.final_hidden = hidden
    arguments.pointee.initial_cell = UnsafePointer(cell)
    arguments.pointee.final_cell = cell
    try plan.forward(arguments)
  }
}
