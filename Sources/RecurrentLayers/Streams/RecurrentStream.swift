import RecurrentFoundation
import RecurrentKernels

/// Runs a layer one step at a time on a single sequence, as it comes: a key press, a sample, a character.
///
/// A step allocates nothing: the plan, the packed weights and the scratch memory are made once. Steps give the same
/// numbers as the whole sequence at once. A stream belongs to one task; any number of streams may share a layer.
///
/// ```swift
/// let stream = lstm.makeStream()
/// var state = lstm.initialState()
/// for x in samples { let y = stream.step(x, state: &state) }
/// ```
public final class RecurrentStream {
  private let layer: RecurrentLayer
  private let levels: [StreamLevel]
  /// What a step looks at, in plain memory: to count references and to guard properties would cost half as much again
  /// as a small layer's step does.
  private let calls: UnsafeMutablePointer<Call>
  /// Of all parameters, when they were last looked at: one number to ask for at each step.
  private let latestVersion: UnsafeMutablePointer<Int>
  private var output: Tensor

  /// One level's step, and where its output goes on the way up.
  private struct Call {
    let step: StepFunction
    let output: UnsafeMutablePointer<Float>
  }

  init(_ layer: RecurrentLayer) {
    check(
      layer.direction == .forward, layer.name, "direction of a layer that streams", expected: Direction.forward,
      got: layer.direction)
    self.layer = layer
    levels = layer.levels.map(StreamLevel.init)
    output = Tensor(uninitialized: [1, layer.hiddenSize])
    calls = .allocate(capacity: levels.count)
    latestVersion = .allocate(capacity: 1)
    latestVersion.initialize(to: 0)
    followWeights()
  }

  deinit {
    calls.deallocate()
    latestVersion.deallocate()
  }

  /// Runs one step and moves `state` on.
  ///
  /// - Parameter x: `inputSize` numbers, as `[inputSize]`, `[1, inputSize]` or `[1, 1, inputSize]`.
  /// - Returns: `[1, hiddenSize]`. Its memory is used again by the next step unless it is still held then.
  public func step(_ x: Tensor, state: inout RecurrentState) -> Tensor {
    check(x.count == layer.inputSize, layer.name, "count of a step's input", expected: layer.inputSize, got: x.count)
    run(x.floats, output.uniqueFloats(), &state)
    return output
  }

  /// As ``step(_:state:)``, from and to the caller's own memory of `inputSize` and `hiddenSize` numbers.
  public func step(
    _ x: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>, state: inout RecurrentState
  ) {
    check(x.count == layer.inputSize, layer.name, "count of a step's input", expected: layer.inputSize, got: x.count)
    check(
      output.count == layer.hiddenSize, layer.name, "count of a step's output", expected: layer.hiddenSize,
      got: output.count)
    guard let x = x.baseAddress, let output = output.baseAddress else { return }
    run(x, output, &state)
  }

  private func run(
    _ x: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>, _ state: inout RecurrentState
  ) {
    let last = levels.count - 1
    check(
      state.layers.count == last + 1, layer.name, "layers of the state", expected: last + 1, got: state.layers.count)
    if latestVersion.pointee != ParameterBlock.latestVersion { followWeights() }
    var input = x
    for index in 0...last {
      let call = calls[index]
      let output = index == last ? result : call.output
      let (hidden, cell) = state.layers[index].floatsOfStep(
        hiddenSize: layer.hiddenSize, hasCell: layer.cell.hasCellState, layer.name)
      let status = call.step.body(call.step.context, input, output, hidden, cell)
      if status != 0 { levels[index].stop(status) }
      input = UnsafePointer(output)
    }
  }

  /// Packs what changed since the last step.
  @inline(never)
  private func followWeights() {
    latestVersion.pointee = ParameterBlock.latestVersion
    for (index, level) in levels.enumerated() {
      level.packIfChanged()
      (calls + index).initialize(to: Call(step: level.stepper.step, output: level.output.floats))
    }
  }
}

/// One layer of the stack with its memory.
private final class StreamLevel {
  /// What goes up to the next layer.
  let output: AlignedBuffer
  /// Runs the plan on the packed weights.
  private(set) var stepper: any RecurrentStepper
  private let level: RecurrentLevel
  private let plan: any RecurrentPlan
  private let packedWeights: AlignedBuffer
  private let workspace: AlignedBuffer
  /// Of the weights that are packed.
  private var version = 0

  init(_ level: RecurrentLevel) {
    let plan = Compute.current.run(level.configuration.name) { backend, threads throws(KernelError) in
      try backend.makePlan(
        for: level.configuration.descriptor(batch: 1, steps: 1, training: false, threads: threads))
    }
    self.level = level
    self.plan = plan
    output = AlignedBuffer(floatCount: level.configuration.hiddenSize)
    workspace = AlignedBuffer(byteCount: plan.sizes.forwardWorkspace)
    packedWeights = AlignedBuffer(byteCount: plan.sizes.packedWeights)
    stepper = Self.makeStepper(plan, level, packedWeights, workspace, input: output)
  }

  private static func makeStepper(
    _ plan: any RecurrentPlan, _ level: RecurrentLevel, _ packedWeights: AlignedBuffer, _ workspace: AlignedBuffer,
    input: AlignedBuffer
  ) -> any RecurrentStepper {
    var arguments = ForwardArguments(input: UnsafePointer(input.floats), weights: level.weights.pointers)
    arguments.packedWeights = UnsafeRawPointer(packedWeights.baseAddress)
    arguments.workspace = workspace.baseAddress
    return plan.makeStepper(arguments)
  }

  func packIfChanged() {
    guard version != level.version else { return }
    version = level.version
    do { try level.packWeights(for: plan, into: packedWeights) } catch { stop(error) }
    // A parameter may have moved to a store's memory.
    stepper = Self.makeStepper(plan, level, packedWeights, workspace, input: output)
  }

  @inline(never)
  func stop(_ status: Int32) -> Never { stop(stepper.error(of: status)) }

  private func stop(_ error: KernelError) -> Never {
    EnvironmentFailure.stop(.kernel(layer: level.configuration.name, reason: "\(error)"))
  }
}

extension RecurrentLayer {
  /// A stepper for one sequence, with the kernels of the current ``Compute``. Forward direction only.
  public func makeStream() -> RecurrentStream { RecurrentStream(self) }
}
