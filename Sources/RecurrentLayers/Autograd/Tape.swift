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

  /// Adds to the gradients of a record's operands what the gradients of its results say. A result's is nil where the
  /// loss does not depend on it.
  typealias Backward = @Sendable (_ results: [Tensor?], _ operands: OperandGradients) -> Void

  private struct Record {
    let operands: [Int?]
    let results: Range<Int>
    /// Those whose gradients its way back adds to.
    let parameters: [Parameter]
    let backward: Backward
  }

  private struct State {
    var records: [Record] = []
    var slotCount = 0
    /// The slots of parameters whose values were asked for.
    var parameters: [ObjectIdentifier: Int] = [:]

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

  /// The value of a parameter, whose gradient is the sum over all its uses: however often the value is asked for, that
  /// sum is added to the parameter once.
  func leaf(_ value: Tensor, of parameter: Parameter, backward: @escaping @Sendable (Tensor) -> Void) -> Tensor {
    let index = state.withLock { state in
      if let known = state.parameters[ObjectIdentifier(parameter)] { return known }
      let slots = state.takeSlots(1)
      state.parameters[ObjectIdentifier(parameter)] = slots.lowerBound
      state.records.append(
        Record(operands: [], results: slots, parameters: [parameter]) { gradients, _ in
          if let gradient = gradients[0] { backward(gradient) }
        })
      return slots.lowerBound
    }
    var leaf = value
    leaf.slot = Slot(tape: self, index: index)
    return leaf
  }

  /// Notes that `results` were computed from `operands`, and returns them able to carry a gradient.
  ///
  /// - Parameter parameters: those that `backward` adds to the gradients of, by itself.
  func record(
    _ results: [Tensor], from operands: [Tensor?], with parameters: [Parameter] = [], backward: @escaping Backward
  ) -> [Tensor] {
    let operandSlots = operands.map { operand in operand.flatMap { tracks($0) ? $0.slot?.index : nil } }
    let slots = state.withLock { state in
      let slots = state.takeSlots(results.count)
      state.records.append(
        Record(operands: operandSlots, results: slots, parameters: parameters, backward: backward))
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
  ///
  /// - Parameter onFinal: is told of each parameter that nothing is added to any more.
  func backward(
    from result: Tensor, gradient: Tensor, leaves: [Tensor] = [], onFinal: ((Parameter) -> Void)? = nil
  ) -> [Tensor?] {
    var (records, slotCount) = state.withLock { state in
      defer { state.records = [] }
      return (state.records, state.slotCount)
    }
    guard tracks(result), let start = result.slot else { return leaves.map { _ in nil } }
    let sums = GradientSums(count: slotCount)
    sums.add(gradient, to: start.index)
    var uses = onFinal == nil ? [:] : Self.uses(in: records)
    Tape.$current.withValue(nil) {
      while let record = records.popLast() {
        let results = record.results.map { sums.take($0) }
        if results.contains(where: { $0 != nil }) {
          record.backward(results, OperandGradients(sums: sums, slots: record.operands))
        }
        guard let onFinal else { continue }
        for parameter in record.parameters {
          uses[ObjectIdentifier(parameter), default: 0] -= 1
          if uses[ObjectIdentifier(parameter)] == 0 { onFinal(parameter) }
        }
      }
    }
    return leaves.map { leaf in leaf.slot.flatMap { sums.take($0.index) } }
  }

  /// How many records add to each parameter's gradient.
  private static func uses(in records: [Record]) -> [ObjectIdentifier: Int] {
    var uses: [ObjectIdentifier: Int] = [:]
    for parameter in records.lazy.flatMap(\.parameters) { uses[ObjectIdentifier(parameter), default: 0] += 1 }
    return uses
  }

  /// Drops all that was recorded.
  func clear() {
    state.withLock { state in (state.records, state.parameters) = ([], [:]) }
  }
}
