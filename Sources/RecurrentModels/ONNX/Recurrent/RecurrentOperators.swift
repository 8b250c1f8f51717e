import RecurrentFormats
import RecurrentKernels

/// LSTM, GRU and RNN: by the kernels, or where they do not have the form, by formulas.
enum RecurrentOperators {
  @Sendable static func compile(_ call: NodeCall) throws -> [GraphValue?] {
    let node = try RecurrentNode(call, cell(of: call))
    let operands = try RecurrentOperands(node)
    if let activations = node.kernelActivations {
      try runKernels(node, operands, activations.activation, activations.recurrent)
    } else {
      runFormulas(node, operands)
    }
    return operands.outputs(of: node)
  }

  static func cell(of call: NodeCall) -> Cell {
    switch call.node.type {
    case "GRU": call.integer("linear_before_reset", default: 0) != 0 ? .gruResetAfter : .gruResetBefore
    case "RNN": .rnn
    default: .lstm
    }
  }

  private static func runKernels(
    _ node: RecurrentNode, _ operands: RecurrentOperands, _ activation: Activation, _ recurrentActivation: Activation
  ) throws {
    let call = node.call
    let plan = try call.compiler.kernels.makePlan(
      for: RecurrentDescriptor(
        cell: node.cell, direction: node.direction, activation: activation, recurrentActivation: recurrentActivation,
        training: false, threads: call.compiler.threads, batch: operands.batch, steps: operands.steps,
        inputSize: node.inputSize, hiddenSize: node.hiddenSize, precision: call.compiler.precision))
    let packed = try call.node.kept(for: [node.weights, node.recurrentWeights, node.biases].compactMap { $0?.buffer }) {
      try PackedWeights(node, plan)
    }
    let workspace = call.allocate([plan.sizes.forwardWorkspace / MemoryLayout<Float>.stride + 1], .float32)
    let lengths = operands.lengths.map { _ in call.allocate([operands.batch], .float32) }
    let (operands, threadsLengths) = (operands, lengths)
    call.emit(reads: operands.reads, writes: operands.writes + [workspace] + [lengths].compactMap(\.self)) { memory in
      var arguments = packed.arguments(input: memory.floats(operands.input))
      arguments.initialHidden = operands.initialHidden.map { UnsafePointer(memory.floats($0)) }
      arguments.initialCell = operands.initialCell.map { UnsafePointer(memory.floats($0)) }
      arguments.output = memory.floats(operands.output)
      arguments.finalHidden = memory.floats(operands.finalHidden)
      arguments.finalCell = operands.finalCell.map { memory.floats($0) }
      arguments.workspace = memory.address(of: workspace)
      guard let given = operands.lengths, let room = threadsLengths else {
        let complete = arguments
        return { [packed] in try withExtendedLifetime(packed) { try plan.forward(complete) } }
      }
      let lengths = memory.address(of: room).assumingMemoryBound(to: Int32.self)
      arguments.lengths = UnsafePointer(lengths)
      let (complete, source) = (arguments, memory.integers(given))
      return { [packed] in
        for row in 0..<operands.batch { lengths[row] = try operands.length(source[row]) }
        try withExtendedLifetime(packed) { try plan.forward(complete) }
      }
    }
  }

  private static func runFormulas(_ node: RecurrentNode, _ operands: RecurrentOperands) {
    let recurrence = FormulaRecurrence(node, operands)
    node.call.emit(reads: operands.reads, writes: operands.writes) { memory in { try recurrence.run(memory) } }
  }
}

/// A node's weights in the form that the kernels multiply with.
///
/// `@unchecked Sendable`: nothing writes to its memory after it is made.
final class PackedWeights: @unchecked Sendable {
  private let packed: AlignedBuffer
  private let pointers: [WeightPointers]
  private let weights: [RecurrentWeights<AlignedBuffer>]

  init(_ node: RecurrentNode, _ plan: any RecurrentPlan) throws {
    packed = AlignedBuffer(byteCount: plan.sizes.packedWeights)
    weights = (0..<node.direction.count).map { direction in
      node.gates(direction: direction) { gates in
        let copy = AlignedBuffer(floatCount: gates.reduce(0) { $0 + $1.count })
        var end = copy.floats
        for gate in gates {
          gate.copyFloats(to: end)
          end += gate.count
        }
        return copy
      }
    }
    pointers = weights.map {
      WeightPointers(
        weightIH: UnsafePointer($0.weightIH.floats), weightHH: UnsafePointer($0.weightHH.floats),
        biasIH: $0.biasIH.map { UnsafePointer($0.floats) }, biasHH: $0.biasHH.map { UnsafePointer($0.floats) })
    }
    try plan.packWeights(pointers[0], reverse: pointers.count > 1 ? pointers[1] : nil, into: packed.baseAddress)
  }

  func arguments(input: UnsafePointer<Float>) -> ForwardArguments {
    var arguments = ForwardArguments(
      input: input, weights: pointers[0], reverseWeights: pointers.count > 1 ? pointers[1] : nil)
    arguments.packedWeights = UnsafeRawPointer(packed.baseAddress)
    return arguments
  }
}
