/// A recurrent layer over a whole sequence, by the formulas.
///
/// The rows of a batch know nothing of one another, so they are run one after the other, and lengths need no masking.
/// Nothing is kept between forward and backward: backward runs the row again and keeps its steps while it needs them.
final class ReferencePlan: RecurrentPlan {
  let descriptor: RecurrentDescriptor
  let sizes = PlanSizes(packedWeights: 0, cache: 0, forwardWorkspace: 0, backwardWorkspace: 0)

  init(_ descriptor: RecurrentDescriptor) { self.descriptor = descriptor }

  func packWeights(
    _ weights: WeightPointers, reverse: WeightPointers?, into packed: UnsafeMutableRawPointer
  ) throws(KernelError) {}

  func packBackwardWeights(
    _ weights: WeightPointers, reverse: WeightPointers?, into packed: UnsafeMutableRawPointer
  ) throws(KernelError) {}

  func forward(_ arguments: ForwardArguments) throws(KernelError) {
    try check(arguments, operation: "forward")
    for direction in 0..<descriptor.direction.count {
      for row in 0..<descriptor.batch {
        let sequence = RowSequence(self, arguments, direction: direction, row: row)
        forward(sequence, by: sequence.cell(), arguments)
      }
    }
  }

  func backward(_ arguments: BackwardArguments) throws(KernelError) {
    try check(arguments.forward, operation: "backward")
    guard descriptor.training else { throw .invalidArgument(backend: "reference", operation: "backward") }
    // Both directions add to it.
    let inputCount = descriptor.batch * descriptor.steps * descriptor.inputSize
    arguments.inputGradient?.update(repeating: 0, count: inputCount)
    for direction in 0..<descriptor.direction.count {
      let gradients = direction == 0 ? arguments.weightGradients : arguments.reverseWeightGradients
      for row in 0..<descriptor.batch {
        let sequence = RowSequence(self, arguments.forward, direction: direction, row: row)
        backward(sequence, by: sequence.cell(gradients), arguments)
      }
    }
  }

  private func check(_ arguments: ForwardArguments, operation: String) throws(KernelError) {
    var isValid = descriptor.direction != .bidirectional || arguments.reverseWeights != nil
    if let lengths = arguments.lengths {
      isValid = isValid && (0..<descriptor.batch).allSatisfy { 0...descriptor.steps ~= Int(lengths[$0]) }
    }
    guard isValid else { throw .invalidArgument(backend: "reference", operation: operation) }
  }

  private func forward(_ sequence: RowSequence, by cell: some ReferenceCell, _ arguments: ForwardArguments) {
    var state = sequence.initialState
    for t in sequence.times {
      state = cell.forward(x: sequence.input(t), before: state, mask: sequence.recurrentMask).after
      if let output = arguments.output { state.h.store(to: output + sequence.outputOffset(t)) }
    }
    if let output = arguments.output {
      for t in sequence.length..<descriptor.steps {
        (output + sequence.outputOffset(t)).update(repeating: 0, count: descriptor.hiddenSize)
      }
    }
    if let final = arguments.finalHidden { state.h.store(to: final + sequence.stateOffset) }
    if descriptor.cell.hasCellState, let final = arguments.finalCell { state.c.store(to: final + sequence.stateOffset) }
  }

  /// Back-propagation through time: forward through all steps, then back from the last to the first.
  private func backward<C: ReferenceCell>(_ sequence: RowSequence, by cell: C, _ arguments: BackwardArguments) {
    var steps: [C.Step] = []
    for t in sequence.times {
      let before = steps.last?.after ?? sequence.initialState
      steps.append(cell.forward(x: sequence.input(t), before: before, mask: sequence.recurrentMask))
    }
    var gradient = sequence.state(arguments.finalHiddenGradient, arguments.finalCellGradient)
    for (t, step) in zip(sequence.times, steps).reversed() {
      gradient.h += Vector(
        arguments.outputGradient.map { $0 + sequence.outputOffset(t) }, count: descriptor.hiddenSize)
      let (dx, before) = cell.backward(step, gradient: gradient)
      gradient = before
      if let inputGradient = arguments.inputGradient {
        (dx * sequence.inputMask).add(to: inputGradient + sequence.inputOffset(t))
      }
    }
    if let initial = arguments.initialHiddenGradient { gradient.h.store(to: initial + sequence.stateOffset) }
    if descriptor.cell.hasCellState, let initial = arguments.initialCellGradient {
      gradient.c.store(to: initial + sequence.stateOffset)
    }
  }
}

/// One row of a batch in one direction: where it lies in the arrays, and its own part of them.
private struct RowSequence {
  let descriptor: RecurrentDescriptor
  let arguments: ForwardArguments
  let direction: Int
  let row: Int
  /// Valid steps, 0...T.
  let length: Int
  /// The valid steps in the order in which the cell meets them.
  let times: [Int]
  let inputMask: Vector
  let recurrentMask: Vector

  init(_ plan: ReferencePlan, _ arguments: ForwardArguments, direction: Int, row: Int) {
    descriptor = plan.descriptor
    self.arguments = arguments
    self.direction = direction
    self.row = row
    length = arguments.lengths.map { Int($0[row]) } ?? descriptor.steps
    let runsInReverse = descriptor.direction == .reverse || direction == 1
    times = runsInReverse ? (0..<length).reversed() : Array(0..<length)
    let (d, h, place) = (descriptor.inputSize, descriptor.hiddenSize, direction * descriptor.batch + row)
    inputMask = Vector(arguments.inputMask.map { $0 + place * d }, count: d, orElse: 1)
    recurrentMask = Vector(arguments.recurrentMask.map { $0 + place * h }, count: h, orElse: 1)
  }

  /// Where the row begins in an array [S, N, H].
  var stateOffset: Int { (direction * descriptor.batch + row) * descriptor.hiddenSize }

  /// Where step t begins in an array [N, T, D].
  func inputOffset(_ t: Int) -> Int { (row * descriptor.steps + t) * descriptor.inputSize }

  /// Where this direction's step t begins in an array [N, T, S*H].
  func outputOffset(_ t: Int) -> Int {
    ((row * descriptor.steps + t) * descriptor.direction.count + direction) * descriptor.hiddenSize
  }

  func input(_ t: Int) -> Vector {
    Vector(arguments.input + inputOffset(t), count: descriptor.inputSize) * inputMask
  }

  var initialState: CellState { state(arguments.initialHidden, arguments.initialCell) }

  /// The row's part of two arrays [S, N, H], nil being zeros.
  func state(_ hidden: UnsafePointer<Float>?, _ cell: UnsafePointer<Float>?) -> CellState {
    CellState(
      h: Vector(hidden.map { $0 + stateOffset }, count: descriptor.hiddenSize),
      c: Vector(cell.map { $0 + stateOffset }, count: descriptor.cell.hasCellState ? descriptor.hiddenSize : 0))
  }

  /// The cell with this direction's weights, and where their gradients go.
  func cell(_ gradients: WeightGradientPointers = WeightGradientPointers()) -> any ReferenceCell {
    let weights = direction == 0 ? arguments.weights : arguments.reverseWeights ?? arguments.weights
    let gates = (0..<descriptor.cell.gates).map { index in
      Gate(
        index: index, inputSize: descriptor.inputSize, hiddenSize: descriptor.hiddenSize, weights: weights,
        gradients: gradients, precision: descriptor.precision)
    }
    return descriptor.cell.reference(
      gates, activation: descriptor.activation, recurrentActivation: descriptor.recurrentActivation)
  }
}
