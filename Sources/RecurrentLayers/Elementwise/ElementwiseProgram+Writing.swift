import RecurrentKernels

extension ElementwiseProgram {
  /// Writes down what `body` does with the inputs; what no output depends on is left out.
  ///
  /// ```swift
  /// let blend = ElementwiseProgram(inputs: 3) { x in [x[0] * x[1] + (1 - x[0]) * x[2]] }
  /// ```
  /// - Parameter body: gives the outputs.
  public init(inputs: Int, _ body: ([ElementwiseValue]) -> [ElementwiseValue]) {
    let recorder = ElementwiseRecorder(inputs: inputs)
    let outputs = body((0..<inputs).map { ElementwiseValue(recorder: recorder, number: Int32($0)) })
    let needed = recorder.needed(for: outputs.map { $0.number(in: recorder) })
    self.init(inputCount: inputs, instructions: needed.instructions, outputs: needed.values)
  }
}
