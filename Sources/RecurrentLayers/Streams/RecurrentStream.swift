import RecurrentKernels

/// Runs a layer, or a chain of layers, one step at a time on a single sequence, as it comes: a key press, a sample, a
/// character.
///
/// A step allocates nothing: the plans, the packed weights and the scratch memory are made once. Steps give the same
/// numbers as the whole sequence at once. A stream belongs to one task; any number of streams may share layers. It follows
/// the weights as they change; one that was made in the scope of a ``Frozen`` model keeps that model's.
///
/// ```swift
/// let stream = lstm.makeStream()
/// var state = stream.initialState()
/// for x in samples { let y = try stream.step(x, state: &state) }
/// ```
/// For many sequences at once see ``StreamGroup``.
public final class RecurrentStream {
  private let chain: StreamChain
  /// The states' shapes in plain memory.
  private let shapes: UnsafeMutablePointer<StateShape>
  private let stateCount: Int
  private let layers: [StreamLayer]
  private var output: Tensor

  /// - Parameters:
  ///   - layers: one after the other, with the kernels of the current ``Compute``.
  ///   - inputSize: of a step; nil: what the first layer takes.
  public init(_ layers: [StreamLayer], inputSize: Int? = nil) {
    self.layers = layers
    chain = StreamContext().makeChain(layers, rows: 1, inputSize: inputSize)
    stateCount = chain.states.count
    shapes = .allocate(capacity: stateCount)
    shapes.initialize(from: chain.states, count: stateCount)
    output = Tensor(uninitialized: [1, chain.outputSize])
  }

  deinit { shapes.deallocate() }

  /// The numbers of a step's input; 1 where tokens come in.
  public var inputSize: Int { chain.inputSize }

  /// The numbers of a step's output.
  public var outputSize: Int { chain.outputSize }

  /// The states before the first step, zeros where a layer has no other, of all recurrent layers in order.
  public func initialState() -> RecurrentState { RecurrentState(before: layers) }

  /// Runs one step and moves `state` on.
  ///
  /// - Parameter x: `inputSize` numbers, as `[inputSize]`, `[1, inputSize]` or `[1, 1, inputSize]`.
  /// - Returns: `[1, outputSize]`. Its memory is used again by the next step unless it is still held then.
  /// - Throws: ``StreamError`` where `x` or `state` does not fit the layers; the state is then as it was.
  public func step(_ x: Tensor, state: inout RecurrentState) throws(StreamError) -> Tensor {
    try run(x.floats, count: x.count, output.uniqueFloats(), &state)
    withExtendedLifetime(x) {}
    return output
  }

  /// As ``step(_:state:)``, from and to the caller's own memory of `inputSize` and `outputSize` numbers.
  public func step(
    _ x: Span<Float>, into output: inout MutableSpan<Float>, state: inout RecurrentState
  ) throws(StreamError) {
    try output.withUnsafeMutableBufferPointer { output throws(StreamError) in
      check(
        output.count == outputSize, "RecurrentStream", "count of a step's output", expected: outputSize,
        got: output.count)
      guard let start = output.baseAddress else { return }
      try x.withUnsafeBufferPointer { x throws(StreamError) in
        guard let input = x.baseAddress else { throw .inputSize(0, expected: inputSize) }
        try run(input, count: x.count, start, &state)
      }
    }
  }

  /// As ``step(_:state:)``, of a token that goes to an embedding first.
  public func step(token: Int32, state: inout RecurrentState) throws(StreamError) -> Tensor {
    try chain.require(token)
    try place(&state)
    withUnsafePointer(to: token) { chain.run(tokens: $0, output.uniqueFloats()) }
    return output
  }

  @inline(__always)
  private func run(
    _ x: UnsafePointer<Float>, count: Int, _ result: UnsafeMutablePointer<Float>, _ state: inout RecurrentState
  ) throws(StreamError) {
    try chain.requireNumbers()
    if count != chain.inputSize { throw .inputSize(count, expected: chain.inputSize) }
    try place(&state)
    chain.run(x, result)
  }

  /// Shows the chain where the state is.
  @inline(__always)
  private func place(_ state: inout RecurrentState) throws(StreamError) {
    let isOne = state.layers.withUnsafeMutableBufferPointer { layers in
      guard layers.count == stateCount, let first = layers.baseAddress else { return stateCount == 0 }
      for index in 0..<stateCount {
        if !first[index].isStep(of: shapes[index]) { return false }
        chain.places[index] = StreamChain.StatePlace(
          hidden: first[index].hidden.uniqueFloats(), cell: first[index].cell?.uniqueFloats())
      }
      return true
    }
    if !isOne { throw state.error(as: chain.states) }
  }
}

extension RecurrentLayer {
  /// A stepper for one sequence, with the kernels of the current ``Compute``. Forward direction only.
  public func makeStream() -> RecurrentStream { RecurrentStream([.recurrent(self)]) }
}
