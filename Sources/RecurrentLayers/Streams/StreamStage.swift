import RecurrentFoundation
import RecurrentKernels

/// One layer of a stream at work, for so many rows: its weights ready, its memory its own.
protocol StreamStage: AnyObject {
  /// Of a row.
  var outputSize: Int { get }
  /// What a row carries from step to step; nil: nothing.
  var state: StateShape? { get }
  /// Valid until the weights are followed again.
  var step: StepFunction { get }

  /// Takes the weights as they are now.
  func followWeights()

  /// Stops the program for a status other than 0 that ``step`` returned just now: sizes beyond the address range, or a
  /// backend that does not do what it said.
  func stop(_ status: Int32) -> Never
}

/// The state of one layer for one row.
struct StateShape: Equatable {
  let hiddenSize: Int
  let hasCell: Bool
}

extension RecurrentState {
  /// What is wrong with it as the state of one row of these layers.
  func error(as shapes: some Collection<StateShape>) -> StreamError {
    func text(_ layers: [(hidden: [Int], cell: [Int]?)]) -> String {
      layers.map { "hidden \($0.hidden)" + ($0.cell.map { ", cell \($0)" } ?? "") }.joined(separator: "; ")
    }
    let expected = shapes.map { shape in
      let axes = [1, 1, shape.hiddenSize]
      return (hidden: axes, cell: shape.hasCell ? axes : nil)
    }
    return .state(expected: text(expected), got: text(layers.map { ($0.hidden.shape, $0.cell?.shape) }))
  }
}

/// One layer of a recurrent stack.
final class RecurrentStage: StreamStage {
  private let level: RecurrentLevel
  private let plan: any RecurrentPlan
  private let packedWeights: AlignedBuffer
  private let workspace: AlignedBuffer
  /// Stands for an input until there is one.
  private let noInput: AlignedBuffer
  private var stepper: any KernelStepper
  /// Of the weights that are packed.
  private var version = 0

  init(_ level: RecurrentLevel, rows: Int, _ compute: Compute) {
    let plan = compute.run(level.configuration.name) { backend, _ throws(KernelError) in
      try backend.makePlan(for: level.descriptor(batch: rows, steps: 1, training: false, compute))
    }
    self.level = level
    self.plan = plan
    workspace = AlignedBuffer(byteCount: plan.sizes.forwardWorkspace)
    packedWeights = AlignedBuffer(byteCount: plan.sizes.packedWeights)
    noInput = AlignedBuffer(byteCount: 0)
    stepper = Self.makeStepper(plan, level, packedWeights, workspace, input: noInput)
  }

  var outputSize: Int { level.configuration.hiddenSize }
  var state: StateShape? {
    StateShape(hiddenSize: level.configuration.hiddenSize, hasCell: level.configuration.cell.hasCellState)
  }
  var step: StepFunction { stepper.step }

  func followWeights() {
    guard version != level.version else { return }
    version = level.version
    do { try level.packWeights(for: plan, into: packedWeights) } catch { stop(error) }
    // A parameter may have moved to a store's memory.
    stepper = Self.makeStepper(plan, level, packedWeights, workspace, input: noInput)
  }

  private static func makeStepper(
    _ plan: any RecurrentPlan, _ level: RecurrentLevel, _ packedWeights: AlignedBuffer, _ workspace: AlignedBuffer,
    input: AlignedBuffer
  ) -> any KernelStepper {
    var arguments = ForwardArguments(input: UnsafePointer(input.floats), weights: level.weights.pointers)
    arguments.packedWeights = UnsafeRawPointer(packedWeights.baseAddress)
    arguments.workspace = workspace.baseAddress
    return plan.makeStepper(arguments)
  }

  func stop(_ status: Int32) -> Never { stop(stepper.error(of: status)) }

  private func stop(_ error: KernelError) -> Never {
    EnvironmentFailure.stop(.kernel(layer: level.configuration.name, reason: "\(error)"))
  }
}

/// A layer that treats each step by itself.
final class FunctionStage: StreamStage {
  let outputSize: Int
  private let name: String
  private let prepare: () -> StreamFunction
  private var function: StreamFunction
  private var failure: KernelError?

  init(_ name: String, outputSize: Int, prepare: @escaping () -> StreamFunction) {
    (self.name, self.outputSize, self.prepare) = (name, outputSize, prepare)
    function = prepare()
  }

  var state: StateShape? { nil }

  var step: StepFunction {
    StepFunction(context: Unmanaged.passUnretained(self).toOpaque()) { context, input, output, _, _ in
      Unmanaged<FunctionStage>.fromOpaque(context).takeUnretainedValue().run(input, output)
    }
  }

  func followWeights() { function = prepare() }

  func stop(_ status: Int32) -> Never {
    EnvironmentFailure.stop(.kernel(layer: name, reason: failure.map { "\($0)" } ?? "a step returned \(status)"))
  }

  private func run(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>) -> Int32 {
    do {
      try function(input, output)
      return 0
    } catch {
      failure = error
      return 1
    }
  }
}
