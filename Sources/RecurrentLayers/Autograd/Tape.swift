import Synchronization

/// What happened between the opening of a gradient scope and its loss, in order (Wengert 1964).
///
/// The tape is coarse: a layer call over a whole sequence is one record, so that keeping it costs nothing beside the
/// kernels. A record follows those it depends on, so the gradient is one walk from the end to the start.
///
/// Tensors refer to their tape by slot. A tensor of another tape is a constant: this is how a state carried from one
/// window of text to the next stops the gradient (truncated backpropagation through time).
final class Tape: Sendable {
  /// Records operations of the current task; nil: nothing is recorded.
  @TaskLocal static var current: Tape?

  /// The place of one tensor's gradient.
  struct Slot: Sendable {
    let tape: Tape
    let index: Int
  }

  /// Turns the gradients of a record's results into those of its operands. Both may be nil: a result that the loss does
  /// not depend on, an operand that is a constant.
  typealias Backward = @Sendable (_ results: [Tensor?]) -> [Tensor?]

  private struct Record {
    let operands: [Int?]
    let results: Range<Int>
    let backward: Backward
  }

  private struct State {
    var records: [Record] = []
    var slotCount = 0

    mutating func takeSlots(_ count: Int) -> Range<Int> {
      defer { slotCount += count }
      return slotCount..<(slotCount + count)
    }
  }

  private let state = Mutex(State())

  /// Whether a gradient can flow into `tensor`.
  func tracks(_ tensor: Tensor) -> Bool { tensor.slot?.tape === self }

  /// A tensor to ask for the gradient of, with no history of its own.
  func leaf(_ tensor: Tensor) -> Tensor {
    var leaf = tensor
    leaf.slot = Slot(tape: self, index: state.withLock { $0.takeSlots(1).lowerBound })
    return leaf
  }

  /// Notes that `results` were computed from `operands`, and returns them able to carry a gradient.
  func record(_ results: [Tensor], from operands: [Tensor?], backward: @escaping Backward) -> [Tensor] {
    let operandSlots = operands.map { operand in operand.flatMap { tracks($0) ? $0.slot?.index : nil } }
    let slots = state.withLock { state in
      let slots = state.takeSlots(results.count)
      state.records.append(Record(operands: operandSlots, results: slots, backward: backward))
      return slots
    }
    return zip(results, slots).map { result, index in
      var tracked = result
      tracked.slot = Slot(tape: self, index: index)
      return tracked
    }
  }

  /// Walks back from `result`, whose own gradient is given, freeing each record on the way, and returns the gradients of
  /// `leaves`.
  func backward(from result: Tensor, gradient: Tensor, leaves: [Tensor] = []) -> [Tensor?] {
    var (records, slotCount) = state.withLock { state in
      defer { state.records = [] }
      return (state.records, state.slotCount)
    }
    var gradients = [Tensor?](repeating: nil, count: slotCount)
    guard tracks(result), let start = result.slot else { return leaves.map { _ in nil } }
    gradients[start.index] = gradient
    Tape.$current.withValue(nil) {
      while let record = records.popLast() {
        let results = record.results.map { gradients[$0].take() }
        guard results.contains(where: { $0 != nil }) else { continue }
        for case (let slot?, let gradient?) in zip(record.operands, record.backward(results)) {
          Self.accumulate(gradient, into: &gradients[slot])
        }
      }
    }
    return leaves.map { leaf in leaf.slot.flatMap { gradients[$0.index] } }
  }

  /// Drops all that was recorded.
  func clear() {
    state.withLock { $0.records = [] }
  }

  private static func accumulate(_ gradient: Tensor, into sum: inout Tensor?) {
    guard sum != nil else {
      sum = gradient
      return
    }
    sum?.add(gradient)
  }
}

extension Tensor {
  /// Turns the gradient of an operation's result into that of one operand.
  typealias Pullback = @Sendable (_ gradient: Tensor) -> Tensor

  /// This result of an elementary operation, recorded with each operand and its way back. Operands that are constants
  /// are left out.
  func recorded(from operands: (operand: Tensor, pullback: Pullback)...) -> Tensor {
    recorded(fromAll: operands)
  }

  func recorded(fromAll operands: [(operand: Tensor, pullback: Pullback)]) -> Tensor {
    guard let tape = Tape.current else { return detached() }
    let tracked = operands.filter { tape.tracks($0.operand) }
    guard !tracked.isEmpty else { return detached() }
    let pullbacks = tracked.map(\.pullback)
    return tape.record([self], from: tracked.map(\.operand)) { results in
      results[0].map { gradient in pullbacks.map { $0(gradient) } } ?? []
    }[0]
  }
}
