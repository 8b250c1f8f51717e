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
  private let program: ElementwiseProgram
  /// The program with what its gradient needs as further outputs.
  private let recording: ElementwiseProgram
  private let kept: [Int32]
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
    let (program, kept) = (program, kept)
    gradients = (0..<operands).map { program.gradient(by: [$0], kept: kept) }
    gradient = program.gradient(by: Array(0..<operands), kept: kept)
  }

  public init(_ body: (ElementwiseValue) -> ElementwiseValue) { self.init(operands: 1) { body($0[0]) } }

  public init(_ body: (ElementwiseValue, ElementwiseValue) -> ElementwiseValue) {
    self.init(operands: 2) { body($0[0], $0[1]) }
  }

  public init(_ body: (ElementwiseValue, ElementwiseValue, ElementwiseValue) -> ElementwiseValue) {
    self.init(operands: 3) { body($0[0], $0[1], $0[2]) }
  }

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

extension ElementwiseProgram {
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
