import RecurrentKernels

/// Where the views of a plan are during an execution. Valid while that lives.
struct GraphMemory {
  let arena: UnsafeMutableRawPointer

  /// For steps that touch known numbers alone: there is no arena, and its address is never used.
  static var constants: GraphMemory {
    GraphMemory(arena: UnsafeMutableRawPointer(bitPattern: AlignedBuffer.alignment)!)
  }

  func address(of view: View) -> UnsafeMutableRawPointer {
    let start = view.buffer.contents?.baseAddress ?? arena + view.buffer.arenaOffset
    return start + view.offset * view.storage.size
  }

  func floats(_ view: View) -> UnsafeMutablePointer<Float> {
    precondition(view.storage == .float, "a step takes whole numbers for floats")
    return address(of: view).assumingMemoryBound(to: Float.self)
  }

  func integers(_ view: View) -> UnsafeMutablePointer<Int64> {
    precondition(view.storage == .integer, "a step takes floats for whole numbers")
    return address(of: view).assumingMemoryBound(to: Int64.self)
  }
}

/// One piece of a plan's work.
struct Step: Sendable {
  /// Does the work, with all addresses known.
  typealias Action = () throws -> Void

  let reads: [GraphBuffer]
  /// What it fills, and memory that it needs meanwhile.
  let writes: [GraphBuffer]
  let bind: @Sendable (GraphMemory) -> Action
}
