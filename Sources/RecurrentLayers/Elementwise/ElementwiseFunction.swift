import RecurrentKernels

/// A function applied element by element to tensors, as one pass over memory forward and one backward, however long its
/// formula is. Its derivative follows from the formula.
///
/// ```swift
/// /// The new state of a minimal gated unit, (1 - f) h + f n.
/// let blend = ElementwiseFunction { f, n, h in (1 - f) * h + f * n }
/// let y = blend(forget, candidate, state)
/// ```
/// Make it once and keep it, in a `static let` or a property: writing the formula down costs more than a small pass.
///
/// Operands are broadcast to one shape by NumPy's rule: shapes are aligned at their last axes, and an axis of 1, or one
/// that is not there, serves for any size.
public struct ElementwiseFunction: Sendable {
  let program: ElementwiseProgram
  /// The program with what its gradient needs as further outputs.
  private let recording: ElementwiseProgram
  private let kept: [Int32]
  /// The one operation on the operands in their order that it is; nil: it is more.
  private let single: ElementwiseOperation?
  /// By each operand alone.
  private let gradients: [ElementwiseProgram]
  /// By all operands at once.
  private let gradient: ElementwiseProgram

  /// A function of as many operands as `body` takes, at most 6.
  ///
  /// - Parameter operands: their number.
  public init(operands: Int, _ body: ([ElementwiseValue]) -> ElementwiseValue) {
    program = ElementwiseProgram(inputs: operands) { [body($0)] }
    // As many as there are outputs for; the rest is worked out again.
    kept = Array(program.expensiveValues.prefix(ElementwiseProgram.mostOutputs - 1))
    recording = program.with(outputs: kept)
    single = program.singleOperation
    let (program, kept) = (program, kept)
    gradients = (0..<operands).map { program.gradient(by: [$0], kept: kept) }
    gradient = program.gradient(by: Array(0..<operands), kept: kept)
  }

  /// Writes the formula down by calling `body` once.
  public init(_ body: (ElementwiseValue) -> ElementwiseValue) { self.init(operands: 1) { body($0[0]) } }

  /// Writes the formula down by calling `body` once.
  public init(_ body: (ElementwiseValue, ElementwiseValue) -> ElementwiseValue) {
    self.init(operands: 2) { body($0[0], $0[1]) }
  }

  /// Writes the formula down by calling `body` once.
  public init(_ body: (ElementwiseValue, ElementwiseValue, ElementwiseValue) -> ElementwiseValue) {
    self.init(operands: 3) { body($0[0], $0[1], $0[2]) }
  }

  /// Writes the formula down by calling `body` once.
  public init(
    _ body: (ElementwiseValue, ElementwiseValue, ElementwiseValue, ElementwiseValue) -> ElementwiseValue
  ) {
    self.init(operands: 4) { body($0[0], $0[1], $0[2], $0[3]) }
  }

  /// The function of every element, in the operands' common shape.
  public func callAsFunction(_ operands: Tensor...) -> Tensor { apply(to: operands, "ElementwiseFunction") }

  /// - Parameter operation: what errors call it.
  func apply(to operands: [Tensor], _ operation: String) -> Tensor {
    check(
      operands.count == program.inputCount, operation, "operands", expected: program.inputCount, got: operands.count)
    let shape = operands.dropFirst().reduce(operands[0].shape) { $0.broadcast(with: $1.shape, operation) }
    let constants = operands.map { $0.detached() }
    guard let tape = Tape.current, operands.contains(where: tape.tracks) else {
      return program.run(on: constants, shape: shape, operation)[0]
    }
    let results = recording.run(on: constants, shape: shape, operation)
    return results[0].recorded(fromAll: operands) { dy, sums in
      addGradients(dy, of: constants, kept: results[1...], to: sums, operation)
    }
  }

  /// Of one operand; small tensors are not worth an array of operands.
  func apply(to a: Tensor, _ operation: String) -> Tensor {
    guard let single, !isRecorded(a) else { return apply(to: [a], operation) }
    return a.operate(single, .array(a.floats), .number(0), operation)
  }

  /// Of two operands, likewise.
  func apply(to a: Tensor, _ b: Tensor, _ operation: String) -> Tensor {
    guard let single, a.shape == b.shape, !isRecorded(a), !isRecorded(b) else { return apply(to: [a, b], operation) }
    defer { withExtendedLifetime(b) {} }
    return a.operate(single, .array(a.floats), .array(b.floats), operation)
  }

  /// Of an operand and a number that goes with all its elements.
  func apply(to a: Tensor, _ b: Float, _ operation: String) -> Tensor {
    guard let single, !isRecorded(a) else { return apply(to: [a, Tensor(b)], operation) }
    return a.operate(single, .array(a.floats), .number(b), operation)
  }

  func apply(to a: Float, _ b: Tensor, _ operation: String) -> Tensor {
    guard let single, !isRecorded(b) else { return apply(to: [Tensor(a), b], operation) }
    return b.operate(single, .number(a), .array(b.floats), operation)
  }

  private func isRecorded(_ operand: Tensor) -> Bool {
    guard operand.slot != nil, let tape = Tape.current else { return false }
    return tape.tracks(operand)
  }

  private func addGradients(
    _ dy: Tensor, of operands: [Tensor], kept: ArraySlice<Tensor>, to sums: OperandGradients, _ operation: String
  ) {
    let given = operands + kept + [dy]
    if operands.indices.allSatisfy({ sums[$0].isWanted }) {
      for (index, found) in gradient.run(on: given, shape: dy.shape, operation).enumerated() {
        sums[index].add { found.summed(to: operands[index].shape) }
      }
    } else {
      for (index, operand) in operands.enumerated() {
        sums[index].add {
          gradients[index].run(on: given, shape: dy.shape, operation)[0].summed(to: operand.shape)
        }
      }
    }
  }
}

extension Tensor {
  /// A new tensor of this one's shape: an operation on this one's elements and others; not recorded.
  fileprivate func operate(
    _ operation: ElementwiseOperation, _ a: KernelCall.Operate.Operand, _ b: KernelCall.Operate.Operand,
    _ name: String
  ) -> Tensor {
    let result = Tensor(shape: shape, buffer: AlignedBuffer(floatCount: count))
    Compute.current.run(name, .operate(.init(operation, count: count, a, b, y: result.buffer.floats)))
    return result
  }
}

extension ElementwiseProgram {
  /// The one operation on the inputs in their order that it is; nil: it is more.
  fileprivate var singleOperation: ElementwiseOperation? {
    guard instructions.count == 1, outputs == [Int32(inputCount)], instructions[0].operation.arity == inputCount,
      (0..<inputCount).allSatisfy({ instructions[0].operands[$0] == Int32($0) })
    else { return nil }
    return instructions[0].operation
  }

  /// The outputs for operands that are broadcast to `shape`; not recorded. An output that is an operand is that itself.
  func run(on operands: [Tensor], shape: [Int], _ operation: @autoclosure () -> String) -> [Tensor] {
    if instructions.isEmpty, outputs.count == 1, operands[Int(outputs[0])].shape == shape {
      return [operands[Int(outputs[0])]]
    }
    let results = outputs.map { _ in Tensor(uninitialized: shape) }
    let isDense = operands.allSatisfy { $0.shape == shape }
    let strides = isDense ? nil : operands.flatMap { $0.shape.broadcastStrides(to: shape, operation()) }
    withExtendedLifetime(operands) {
      Compute.current.run(
        operation(),
        .elementwise(
          .init(
            self, shape: shape, inputs: operands.map(\.floats), inputStrides: strides,
            outputs: results.map(\.buffer.floats))))
    }
    return results
  }
}
