import RecurrentKernels

extension ElementwiseProgram {
  /// Writes down what `body` does with the inputs; what no output depends on is left out.
  ///
  /// ```swift
  /// let blend = ElementwiseProgram(inputs: 3) { x in [x[0] * x[1] + (1 - x[0]) * x[2]] }
  /// ```
  /// - Parameter body: gives the outputs.
  public init(inputs: Int, _ body: ([ElementwiseValue]) -> [ElementwiseValue]) {
    self.init(inputs: inputs, scalars: 0) { inputs, _ in body(inputs) }
  }

  /// The same with numbers that are others at each call.
  public init(
    inputs: Int, scalars: Int,
    _ body: (_ inputs: [ElementwiseValue], _ scalars: [ElementwiseValue]) -> [ElementwiseValue]
  ) {
    let recorder = ElementwiseRecorder(given: inputs + scalars)
    let given = (0..<(inputs + scalars)).map { ElementwiseValue(recorder: recorder, number: Int32($0)) }
    let outputs = body(Array(given.prefix(inputs)), Array(given.dropFirst(inputs)))
    let needed = recorder.needed(for: outputs.map { $0.number(in: recorder) })
    self.init(inputCount: inputs, scalarCount: scalars, instructions: needed.instructions, outputs: needed.values)
  }
}
