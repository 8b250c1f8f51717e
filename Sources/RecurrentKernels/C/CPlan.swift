internal import CKernels

/// A plan of a backend in C. A call allocates nothing: its argument structs are on the stack.
///
/// Unchecked, because it has a pointer: to a plan that, as `recurrent_kernels.h` says, never changes and may be shared by
/// threads.
final class CPlan: RecurrentPlan, @unchecked Sendable {
  let descriptor: RecurrentDescriptor
  let sizes: PlanSizes
  private let backend: CBackend
  private let plan: OpaquePointer
  private let runForward: CForward
  private let runBackward: CBackward?

  typealias CForward = @convention(c) (OpaquePointer?, UnsafePointer<rk_forward_arguments>?) -> rk_status
  private typealias CBackward = @convention(c) (OpaquePointer?, UnsafePointer<rk_backward_arguments>?) -> rk_status

  /// Unsupported where the backend has not all that the plan will need, so that a chain goes on to one that has.
  init(backend: CBackend, descriptor: RecurrentDescriptor) throws(KernelError) {
    let create = try backend.entry(backend.entries.plan_create, "plan")
    let measure = try backend.entry(backend.entries.plan_sizes, "plan")
    runForward = try backend.entry(backend.entries.forward, "forward")
    runBackward = backend.entries.backward
    if descriptor.training { _ = try backend.entry(runBackward, "backward") }

    var cDescriptor = try backend.entry(rk_descriptor(descriptor), "plan")
    var created: OpaquePointer?
    try backend.check(create(&cDescriptor, &created), "plan")
    guard let plan = created else {
      throw .unusableBackend(path: backend.name, reason: "plan_create returned RK_OK and no plan")
    }
    var sizes = rk_sizes()
    sizes.size = MemoryLayout<rk_sizes>.size
    let status = measure(plan, &sizes)
    if status != RK_OK { backend.entries.plan_destroy?(plan) }
    try backend.check(status, "plan")
    self.backend = backend
    self.descriptor = descriptor
    self.plan = plan
    self.sizes = PlanSizes(
      packedWeights: sizes.packed_weights, cache: sizes.cache, forwardWorkspace: sizes.forward_workspace,
      backwardWorkspace: sizes.backward_workspace, packedBackwardWeights: sizes.packed_backward)
  }

  deinit { backend.entries.plan_destroy?(plan) }

  func packWeights(
    _ weights: WeightPointers, reverse: WeightPointers?, into packed: UnsafeMutableRawPointer
  ) throws(KernelError) {
    try pack(weights, reverse: reverse, forward: packed, backward: nil)
  }

  func packBackwardWeights(
    _ weights: WeightPointers, reverse: WeightPointers?, into packed: UnsafeMutableRawPointer
  ) throws(KernelError) {
    try pack(weights, reverse: reverse, forward: nil, backward: packed)
  }

  private func pack(
    _ weights: WeightPointers, reverse: WeightPointers?, forward: UnsafeMutableRawPointer?,
    backward: UnsafeMutableRawPointer?
  ) throws(KernelError) {
    let pack = try backend.entry(backend.entries.pack_weights, "packWeights")
    try requireWeights(reverse: reverse, "packWeights")
    let status = withCWeights(weights, reverse: reverse) { weights, reverse in
      let arguments = rk_pack_arguments(
        size: MemoryLayout<rk_pack_arguments>.size, weights: weights, reverse_weights: reverse,
        packed_weights: forward, packed_backward: backward)
      return withUnsafePointer(to: arguments) { pack(plan, $0) }
    }
    try backend.check(status, "packWeights")
  }

  func forward(_ arguments: ForwardArguments) throws(KernelError) {
    try requireWeights(reverse: arguments.reverseWeights, "forward")
    let status = withCArguments(arguments) { runForward(plan, $0) }
    try backend.check(status, "forward")
  }

  func makeStepper(_ arguments: ForwardArguments) -> any KernelStepper {
    CPlanStepper(plan: self, handle: plan, run: runForward, arguments: arguments)
  }

  /// What a status other than `RK_OK` of ``CPlanStepper``'s forward call means.
  func error(of status: rk_status) -> KernelError { backend.error(of: status, "forward") }

  func backward(_ arguments: BackwardArguments) throws(KernelError) {
    let run = try backend.entry(runBackward, "backward")
    try requireWeights(reverse: arguments.forward.reverseWeights, "backward")
    let status = withCArguments(arguments) { run(plan, $0) }
    try backend.check(status, "backward")
  }

  private func requireWeights(reverse: WeightPointers?, _ operation: String) throws(KernelError) {
    guard descriptor.direction != .bidirectional || reverse != nil else {
      throw .invalidArgument(backend: backend.name, operation: operation)
    }
  }
}
