import RecurrentKernels

/// A graph for inputs of fixed shapes: its steps, and where in one piece of memory everything lies.
///
/// Immutable; any number of executions share it.
final class CompiledGraph: Sendable {
  let steps: [Step]
  let inputs: [View]
  let outputs: [View]
  let arenaByteCount: Int

  init(steps: [Step], inputs: [View], outputs: [View]) {
    self.steps = Self.needed(steps, for: outputs)
    (self.inputs, self.outputs) = (inputs, outputs)
    arenaByteCount = MemoryPlan(steps: self.steps, inputs: inputs, outputs: outputs).place()
  }

  /// Without the steps whose results nothing reads.
  private static func needed(_ steps: [Step], for outputs: [View]) -> [Step] {
    var wanted = Set(outputs.map { ObjectIdentifier($0.buffer) })
    var needed: [Step] = []
    for step in steps.reversed() where step.writes.contains(where: { wanted.contains(ObjectIdentifier($0)) }) {
      wanted.formUnion(step.reads.map { ObjectIdentifier($0) })
      needed.append(step)
    }
    return needed.reversed()
  }
}

/// Gives each buffer a place in the arena, where no other is that is in use at the same time.
private struct MemoryPlan {
  private struct Life {
    let buffer: GraphBuffer
    let first: Int
    var last: Int
  }

  private var lives: [Life] = []
  private var known: [ObjectIdentifier: Int] = [:]

  init(steps: [Step], inputs: [View], outputs: [View]) {
    for view in inputs { use(view.buffer, at: -1) }
    for (time, step) in steps.enumerated() {
      for buffer in step.reads + step.writes { use(buffer, at: time) }
    }
    // Inputs stay, for the next run.
    for view in inputs + outputs { use(view.buffer, at: steps.count) }
  }

  private mutating func use(_ buffer: GraphBuffer, at time: Int) {
    guard !buffer.isConstant else { return }
    if let index = known[ObjectIdentifier(buffer)] {
      lives[index].last = time
    } else {
      known[ObjectIdentifier(buffer)] = lives.count
      lives.append(Life(buffer: buffer, first: time, last: time))
    }
  }

  /// The largest first, each in the lowest gap among those that it meets. Returns the bytes of all.
  func place() -> Int {
    var placed: [Life] = []
    var end = 0
    for life in lives.sorted(by: { $0.buffer.byteCount > $1.buffer.byteCount }) {
      let size = Self.aligned(life.buffer.byteCount)
      let neighbours = placed.filter { $0.first <= life.last && life.first <= $0.last }
      var offset = 0
      for other in neighbours.sorted(by: { $0.buffer.arenaOffset < $1.buffer.arenaOffset }) {
        if offset + size <= other.buffer.arenaOffset { break }
        offset = max(offset, other.buffer.arenaOffset + Self.aligned(other.buffer.byteCount))
      }
      life.buffer.arenaOffset = offset
      placed.append(life)
      end = max(end, offset + size)
    }
    return end
  }

  private static func aligned(_ byteCount: Int) -> Int {
    (byteCount + AlignedBuffer.alignment - 1) / AlignedBuffer.alignment * AlignedBuffer.alignment
  }
}
