/// A function of some numbers as a straight line of instructions, run on whole arrays in one pass over memory.
public struct ElementwiseProgram: Sendable, Hashable {
  /// Operands are numbers of values: the inputs, then the scalars, then the results of the instructions so far. Those that the operation
  /// does not have are 0.
  ///
  /// Its fields are those of `rk_instruction`, so that a program is C's without a copy.
  public struct Instruction: Sendable, Hashable {
    private let operationCode: Int32
    private let a, b, c: Int32
    /// The number of an instruction that is one.
    public let constant: Float

    /// An operation on the values at these places.
    public init(operation: ElementwiseOperation, operands: SIMD3<Int32>, constant: Float = 0) {
      operationCode = operation.rawValue
      (a, b, c) = (operands.x, operands.y, operands.z)
      self.constant = constant
    }

    /// What is done.
    public var operation: ElementwiseOperation { ElementwiseOperation(rawValue: operationCode)! }
    /// The places of what it is done to.
    public var operands: SIMD3<Int32> { SIMD3(a, b, c) }
  }

  /// y = x.
  package static let identity = ElementwiseProgram(inputCount: 1, instructions: [], outputs: [0])

  /// As many inputs as a program may have.
  public static let mostInputs = 16
  /// As many scalars as a program may have.
  public static let mostScalars = 8
  /// As many instructions as a program may have.
  public static let mostInstructions = 64
  /// As many outputs as a program may have.
  public static let mostOutputs = 8

  /// The number of its inputs.
  public let inputCount: Int
  /// Numbers that are the same for every element, and others at each call.
  public let scalarCount: Int
  /// What it does, in order.
  public let instructions: [Instruction]
  /// The number of the value that goes into each output.
  public let outputs: [Int32]

  /// - Precondition: there are no more inputs, scalars, instructions and outputs than may be, and at least one output.
  public init(inputCount: Int, scalarCount: Int = 0, instructions: [Instruction], outputs: [Int32]) {
    func require(_ count: Int, _ what: String, in range: ClosedRange<Int>) {
      precondition(range.contains(count), "ElementwiseProgram: \(what): expected \(range), got \(count)")
    }
    require(inputCount, "inputs", in: 0...Self.mostInputs)
    require(scalarCount, "scalars", in: 0...Self.mostScalars)
    require(instructions.count, "instructions", in: 0...Self.mostInstructions)
    require(outputs.count, "outputs", in: 1...Self.mostOutputs)
    (self.inputCount, self.scalarCount) = (inputCount, scalarCount)
    (self.instructions, self.outputs) = (instructions, outputs)
  }
}
