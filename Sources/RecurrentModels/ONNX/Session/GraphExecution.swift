import RecurrentKernels

/// A compiled graph with memory of its own. For one task at a time.
///
/// `@unchecked Sendable`: ``GraphPlans`` hands each to one task, and takes it back before another gets it.
final class GraphExecution: @unchecked Sendable {
  let graph: CompiledGraph
  private let arena: AlignedBuffer
  private let memory: GraphMemory
  private let actions: [Step.Action]

  init(_ graph: CompiledGraph) {
    self.graph = graph
    arena = AlignedBuffer(byteCount: graph.arenaByteCount)
    let memory = GraphMemory(arena: arena.baseAddress)
    self.memory = memory
    actions = graph.steps.map { $0.bind(memory) }
  }

  /// Runs all steps on what the inputs' memory holds. Allocates nothing.
  func run() throws {
    for action in actions { try action() }
  }

  /// The memory of an input, row-major. Valid while the execution lives.
  func input(_ index: Int) -> UnsafeMutableRawPointer { memory.address(of: graph.inputs[index]) }

  /// Copies an output into row-major memory of its size.
  func copyOutput(_ index: Int, to destination: UnsafeMutableRawPointer) {
    let view = graph.outputs[index]
    let copy = StridedCopy(shape: view.shape, source: view.strides, destination: View.denseStrides(view.shape))
    switch view.storage {
    case .float: copy.run(memory.floats(view), destination.assumingMemoryBound(to: Float.self))
    case .integer: copy.run(memory.integers(view), destination.assumingMemoryBound(to: Int64.self))
    }
  }

  /// Copies an output to where an input is, as a state is carried on.
  func copyOutput(_ output: Int, toInput input: Int) {
    copyOutput(output, to: self.input(input))
  }
}
