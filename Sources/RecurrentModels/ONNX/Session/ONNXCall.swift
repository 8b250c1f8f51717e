import RecurrentFormats

/// A call of a model with memory of its own, made once and run often: a run allocates nothing. For one task at a time.
///
/// ```swift
/// let call = try model.makeCall(like: ["input": frame, "state": state, "sr": rate])
/// call.withInput("input") { microphone.read(into: $0) }
/// try call.run()
/// let probability = call.withOutput("output") { $0[0] }
/// ```
public final class ONNXCall {
  private let model: ONNXModel
  private let execution: GraphExecution
  /// Row-major memory for what the outputs are copied to.
  private let results: [UnsafeMutableBufferPointer<Float>]

  fileprivate init(_ model: ONNXModel, _ execution: GraphExecution) {
    (self.model, self.execution) = (model, execution)
    results = execution.graph.outputs.map { .allocate(capacity: max(1, $0.count)) }
  }

  deinit { for result in results { result.deallocate() } }

  /// Runs the model on what the inputs hold, which stays there.
  ///
  /// - Throws: ``ONNXError`` where an index or a length among the inputs is out of range.
  public func run() throws {
    try naming(model.path) { try execution.run() }
  }

  /// The elements of an input of floats, in row-major order: those of the last call, or of the tensors that this was made
  /// with.
  ///
  /// - Precondition: the model has an input of floats of this name.
  public func withInput<Result>(
    _ name: String, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    guard let index = model.inputs.firstIndex(where: { $0.name == name }),
      execution.graph.inputs[index].storage == .float
    else { preconditionFailure("ONNXCall: no input of floats is called \"\(name)\"") }
    let memory = execution.input(index).assumingMemoryBound(to: Float.self)
    return try body(UnsafeMutableBufferPointer(start: memory, count: execution.graph.inputs[index].count))
  }

  /// The elements of an output of floats after a run, in row-major order.
  ///
  /// - Precondition: the model has an output of floats of this name.
  public func withOutput<Result>(
    _ name: String, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    guard let index = model.outputs.firstIndex(where: { $0.name == name }),
      execution.graph.outputs[index].storage == .float
    else { preconditionFailure("ONNXCall: no output of floats is called \"\(name)\"") }
    let count = execution.graph.outputs[index].count
    if count > 0 { execution.copyOutput(index, to: results[index].baseAddress!) }
    return try body(UnsafeBufferPointer(start: results[index].baseAddress, count: count))
  }
}

extension ONNXModel {
  /// A call for inputs of these shapes, which it begins with. Whole numbers among them stay as they are.
  ///
  /// - Throws: ``ONNXError``; also where the model's shapes follow from numbers of its inputs, so that nothing can be
  ///   prepared.
  public func makeCall(like inputs: [String: ONNXTensor]) throws -> ONNXCall {
    try naming(path) {
      let tensors = try ordered(inputs)
      guard let execution = try execution(for: tensors) else {
        throw ONNXError.Problem.malformed(
          reason: "its shapes follow from its inputs' numbers, so that no call can be prepared: use run")
      }
      for (index, tensor) in tensors.enumerated() { tensor.copyElements(to: execution.input(index)) }
      return ONNXCall(self, execution)
    }
  }
}
