import RecurrentKernels

/// The layers of a stream at work, one after the other, for so many rows.
///
/// What a step looks at lies in plain memory: to count references and to guard properties would cost half as much again
/// as a small layer's step does.
final class StreamChain {
  /// Where the states of the rows are, `[rows, hiddenSize]` each.
  struct StatePlace {
    var hidden: UnsafeMutablePointer<Float>
    var cell: UnsafeMutablePointer<Float>?
  }

  /// One stage's step, where its output goes on its way, and whose state it moves on.
  private struct Call {
    let step: StepFunction
    let output: UnsafeMutablePointer<Float>
    let state: Int
  }

  let rows: Int
  let inputSize: Int
  let outputSize: Int
  /// Turns tokens into numbers; nil: numbers come in.
  let embedding: Embedding?
  /// What a row carries, stage by stage.
  let states: [StateShape]
  /// As many as ``states``, and one that is nobody's. Whoever runs a step sets them.
  let places: UnsafeMutablePointer<StatePlace>

  private let stages: [any StreamStage]
  private let outputs: [AlignedBuffer]
  private let embedded: AlignedBuffer
  private let calls: UnsafeMutablePointer<Call>
  private let watch: WeightWatch
  private let parameters: [Parameter]
  private let context: StreamContext
  /// The embedding's rows as they are now.
  private var table: UnsafePointer<Float>

  /// Made by ``StreamContext/makeChain(_:rows:inputSize:)``.
  init(_ layers: [StreamLayer], rows: Int, inputSize: Int?, _ context: StreamContext) {
    guard let first = layers.first else { fatalError("RecurrentStream: layers: expected at least 1, got 0") }
    guard let inputSize = inputSize ?? first.inputSize else {
      fatalError("RecurrentStream: inputSize: expected to be given, since \(first.name) takes any")
    }
    var (stages, width, branches) = ([any StreamStage](), inputSize, [BranchStage]())
    for (index, layer) in layers.enumerated() {
      check(
        layer.inputSize ?? width == width, layer.name, "size of a step's input", expected: layer.inputSize ?? width,
        got: width)
      switch layer.kind {
      case .embedding:
        check(index == 0, "Embedding", "place in a stream", expected: "the first", got: index)
      case .recurrent(let recurrent):
        stages += recurrent.levels.map { RecurrentStage($0, rows: rows, context.compute) }
      case .dense(let dense):
        stages.append(DenseStage(dense, rows: rows, context.compute))
        if dense.activation != .linear {
          stages.append(
            FunctionStage(layer.name, outputSize: dense.outputSize) {
              dense.activation.streamFunction(rows: rows, width: dense.outputSize, context.compute)
            })
        }
      case .branch:
        branches.append(BranchStage(rows: rows, width: width))
        stages.append(branches.last!)
      case .join: stages.append(JoinStage(branches.removeLast(), rows: rows, width: width))
      case .function(let prepare):
        let size = width
        stages.append(
          FunctionStage(layer.name, outputSize: layer.outputSize ?? size) { prepare(rows, size, context) })
      }
      width = layer.outputSize ?? width
    }
    check(!stages.isEmpty, "RecurrentStream", "layers after the embedding", expected: "at least 1", got: 0)
    self.rows = rows
    self.inputSize = inputSize
    self.stages = stages
    outputSize = width
    embedding = if case .embedding(let layer) = first.kind { layer } else { nil }
    states = stages.compactMap(\.state)
    outputs = stages.map { AlignedBuffer(floatCount: rows * $0.outputSize) }
    embedded = AlignedBuffer(floatCount: rows * (embedding?.size ?? 0))
    parameters = layers.flatMap(\.parameters)
    self.context = context
    table = UnsafePointer(embedded.floats)
    watch = WeightWatch()
    calls = .allocate(capacity: stages.count)
    places = .allocate(capacity: states.count + 1)
    places.initialize(repeating: StatePlace(hidden: embedded.floats), count: states.count + 1)
  }

  deinit {
    calls.deallocate()
    places.deallocate()
  }

  /// Checks that numbers come to layers that take numbers.
  @inline(__always)
  func requireNumbers() throws(StreamError) {
    if embedding != nil { throw .kind(expected: "tokens", got: "numbers") }
  }

  /// Checks that the first layer is an embedding that has the token.
  @inline(__always)
  func require(_ token: Int32) throws(StreamError) {
    guard let embedding else { throw .kind(expected: "numbers", got: "tokens") }
    let count = embedding.count
    if token < 0 || token >= count { throw .unknownToken(token, tokens: count) }
  }

  /// One step of all rows, whose states ``places`` have.
  ///
  /// - Parameters:
  ///   - x: `[rows, inputSize]`.
  ///   - result: `[rows, outputSize]`.
  @inline(__always)
  func run(_ x: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>) {
    if watch.isRaised { followWeights() }
    let last = stages.count - 1
    var input = x
    for index in 0...last {
      let call = calls[index]
      let output = index == last ? result : call.output
      let place = places[call.state]
      let status = call.step.body(call.step.context, input, output, place.hidden, place.cell)
      if status != 0 { stages[index].stop(status) }
      input = UnsafePointer(output)
    }
  }

  /// The same for tokens, `rows` of them, each one that the embedding has.
  func run(tokens: UnsafePointer<Int32>, _ result: UnsafeMutablePointer<Float>) {
    guard let embedding else { preconditionFailure("tokens were asked for before") }
    if watch.isRaised { followWeights() }
    let size = embedding.size
    if rows == 1 { return run(table + Int(tokens[0]) * size, result) }
    for row in 0..<rows { copy(table + Int(tokens[row]) * size, to: embedded.floats + row * size, count: size) }
    run(UnsafePointer(embedded.floats), result)
  }

  @inline(never)
  private func followWeights() {
    watch.lower()
    context.run {
      // Frozen weights do not change.
      for parameter in parameters where !parameter.isFrozen { parameter.block.notify(watch) }
      for stage in stages { stage.followWeights() }
      if let embedding { table = embedding.weight.values }
    }
    var state = 0
    for (index, stage) in stages.enumerated() {
      let place = stage.state == nil ? states.count : state
      state += stage.state == nil ? 0 : 1
      (calls + index).initialize(to: Call(step: stage.step, output: outputs[index].floats, state: place))
    }
  }
}
