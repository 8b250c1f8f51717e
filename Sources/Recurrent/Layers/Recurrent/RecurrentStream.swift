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
  private var output: Tensor

  init(_ layer: RecurrentLayer) {
    check(
      layer.direction == .forward, layer.name, "direction of a layer that streams", expected: Direction.forward,
      got: layer.direction)
    self.layer = layer
    levels = layer.levels.map(StreamLevel.init)
    output = Tensor(uninitialized: [1, layer.hiddenSize])
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
    check(
      state.layers.count == levels.count, layer.name, "layers of the state", expected: levels.count,
      got: state.layers.count)
    var input = x
    for index in levels.indices {
      let output = index == levels.count - 1 ? result : levels[index].output.floats
      levels[index].run(input, output, &state.layers[index])
      input = UnsafePointer(output)
    }
  }
}

/// One layer of the stack with its memory.
private final class StreamLevel {
  /// What goes up to the next layer.
  let output: AlignedBuffer
  private let level: RecurrentLevel
  private let plan: any RecurrentPlan
  private let packedWeights: AlignedBuffer
  private let workspace: AlignedBuffer
  /// Runs `plan` on `packedWeights`.
  private var stepper: any RecurrentStepper
  /// Of the weights that are packed.
  private var version = 0
  /// Of all parameters, when it was last looked at: one number to ask for at each step.
  private var latestVersion = 0

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
    packIfChanged()
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

  private func packIfChanged() {
    let latest = ParameterBlock.latestVersion
    guard latest != latestVersion else { return }
    latestVersion = latest
    guard version != level.version else { return }
    version = level.version
    stopOnError { () throws(KernelError) in try level.packWeights(for: plan, into: packedWeights) }
    // A parameter may have moved to a store's memory.
    stepper = Self.makeStepper(plan, level, packedWeights, workspace, input: output)
  }

  func run(
    _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ state: inout RecurrentState.Layer
  ) {
    packIfChanged()
    level.requireShape(of: state, batch: 1)
    let hidden = state.hidden.uniqueFloats()
    let cell = state.cell?.uniqueFloats()
    stopOnError { () throws(KernelError) in try stepper.step(input, into: output, hidden: hidden, cell: cell) }
  }

  private func stopOnError(_ body: () throws(KernelError) -> Void) {
    do { try body() } catch { fatalError("\(level.configuration.name): \(error)") }
  }
}

extension RecurrentLayer {
  /// A stepper for one sequence, with the kernels of the current ``Compute``. Forward direction only.
  public func makeStream() -> RecurrentStream { RecurrentStream(self) }
}
