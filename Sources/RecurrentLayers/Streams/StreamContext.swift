/// Where a stream computes and whose weights it uses: what was current when it was made.
struct StreamContext {
  let compute = Compute.current
  let weights = FrozenWeights.current

  /// - Parameter inputSize: of a step; nil: what the first layer takes.
  func makeChain(_ layers: [StreamLayer], rows: Int, inputSize: Int?) -> StreamChain {
    run { StreamChain(layers, rows: rows, inputSize: inputSize, self) }
  }

  func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withCompute(compute) { try weights?.run(body) ?? body() }
  }
}
