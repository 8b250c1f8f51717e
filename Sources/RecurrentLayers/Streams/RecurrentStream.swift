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
/// for x in samples { let y = stream.step(x, state: &state) }
/// ```
/// For many sequences at once see ``StreamGroup``.
public final class RecurrentStream {
  private let chain: StreamChain
  /// The states' shapes in plain memory.
  private let shapes: UnsafeMutablePointer<StateShape>
  private let stateCount: Int
  private var output: Tensor

  /// - Parameters:
  ///   - layers: one after the other, with the kernels of the current ``Compute``.
  ///   - inputSize: of a step; nil: what the first layer takes.
  public init(_ layers: [StreamLayer], inputSize: Int? = nil) {
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

  /// The states before the first step, zeros, of all recurrent layers in order.
  public func initialState() -> RecurrentState { RecurrentState(zeros: chain.states, batch: 1) }

  /// Runs one step and moves `state` on.
  ///
  /// - Parameter x: `inputSize` numbers, as `[inputSize]`, `[1, inputSize]` or `[1, 1, inputSize]`.
  /// - Returns: `[1, outputSize]`. Its memory is used again by the next step unless it is still held then.
  public func step(_ x: Tensor, state: inout RecurrentState) -> Tensor {
    x.withUnsafeScalars { run($0, output.uniqueFloats(), &state) }
    return output
  }

  /// As ``step(_:state:)``, from and to the caller's own memory of `inputSize` and `outputSize` numbers.
  public func step(_ x: Span<Float>, into output: inout MutableSpan<Float>, state: inout RecurrentState) {
    output.withUnsafeMutableBufferPointer { output in
      check(
        output.count == outputSize, "RecurrentStream", "count of a step's output", expected: outputSize,
        got: output.count)
      guard let start = output.baseAddress else { return }
      x.withUnsafeBufferPointer { run($0, start, &state) }
    }
  }

  /// As ``step(_:state:)``, of a token that goes to an embedding first.
  public func step(token: Int32, state: inout RecurrentState) -> Tensor {
    let count = chain.embedding?.count ?? 0
    check((0..<count).contains(Int(token)), "Embedding", "token", expected: "0..<\(count)", got: token)
    place(&state)
    withUnsafePointer(to: token) { chain.run(tokens: $0, output.uniqueFloats()) }
    return output
  }

  @inline(__always)
  private func run(
    _ x: UnsafeBufferPointer<Float>, _ result: UnsafeMutablePointer<Float>, _ state: inout RecurrentState
  ) {
    check(
      x.count == chain.inputSize, "RecurrentStream", "count of a step's input", expected: chain.inputSize, got: x.count)
    guard let start = x.baseAddress else { return }
    place(&state)
    chain.run(start, result)
  }

  /// Shows the chain where the state is.
  @inline(__always)
  private func place(_ state: inout RecurrentState) {
    check(
      state.layers.count == stateCount, "RecurrentStream", "layers of the state", expected: stateCount,
      got: state.layers.count)
    for index in 0..<stateCount {
      let shape = shapes[index]
      let (hidden, cell) = state.layers[index].floatsOfStep(
        hiddenSize: shape.hiddenSize, hasCell: shape.hasCell, "RecurrentStream")
      chain.places[index] = StreamChain.StatePlace(hidden: hidden, cell: cell)
    }
  }
}

extension RecurrentLayer {
  /// A stepper for one sequence, with the kernels of the current ``Compute``. Forward direction only.
  public func makeStream() -> RecurrentStream { RecurrentStream([.recurrent(self)]) }
}
