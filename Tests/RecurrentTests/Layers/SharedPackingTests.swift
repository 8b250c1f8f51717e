import Recurrent
import RecurrentKernels
import RecurrentLayers
import Testing

/// Passes that share what kernels pack of weights give the bits of passes that do not.
@Suite struct SharedPackingTests {
  private struct Network: Module {
    let layer: GRU
    let head: Dense

    func callAsFunction(_ x: Tensor) -> Tensor { head(layer(x).output) }
  }

  private let network: Network
  private let store: ParameterStore
  private let x: Tensor

  init() {
    network = seeded {
      Network(
        layer: GRU(inputSize: 9, hiddenSize: 20, layers: 2, direction: .bidirectional),
        head: Dense(inputSize: 40, outputSize: 33))
    }
    store = ParameterStore(network)
    x = Tensor.test([4, 6, 9])
  }

  private func gradients(rows: Range<Int>) throws -> [Tensor?] {
    try store.withGradients { network(x.slice(rows, axis: 0)).fingerprint() }
    return store.parameters.map(\.parameter.gradient)
  }

  @Test(arguments: [Precision.float32, .bf16], [1, 2])
  func sharingChangesNoBit(precision: Precision, threads: Int) throws {
    try withCompute(Compute(threads: threads, precision: precision)) {
      // Two batches of one size, and one of another, which has a plan of its own.
      let parts = [0..<1, 1..<2, 1..<4]
      let alone = try parts.map { try gradients(rows: $0) }
      let shared = try SharedPacking.run { try parts.map { try gradients(rows: $0) } }
      #expect(shared == alone)
    }
  }

  @Test func changedWeightsArePackedAnew() throws {
    try SharedPacking.run {
      let before = try gradients(rows: 0..<2)
      let values = store.values
      store.values = values * 0.5
      let halved = try gradients(rows: 0..<2)
      store.values = values
      #expect(try gradients(rows: 0..<2) == before)
      #expect(halved != before)
    }
    store.values = store.values * 0.5
    let expected = try gradients(rows: 0..<2)
    let shared = try SharedPacking.run { try gradients(rows: 0..<2) }
    #expect(shared == expected)
  }

  /// Other kernels, other threads and another precision in one scope have packings of their own.
  @Test func eachComputePacksForItself() throws {
    let computes = [Compute(), Compute(precision: .bf16), Compute(backend: try Kernels.backend(named: "reference"))]
    let alone = try computes.map { compute in try withCompute(compute) { try gradients(rows: 0..<3) } }
    let shared = try SharedPacking.run {
      try computes.map { compute in try withCompute(compute) { try gradients(rows: 0..<3) } }
    }
    #expect(shared == alone)
  }
}
