import RecurrentLayers

/// Which kernels compute a training: by name, and by the bits of a small training, as two builds may have kernels of one
/// name and other bits.
enum KernelPrint {
  /// Of the current task's kernels.
  static func text() throws -> String {
    let compute = Compute.current
    let precision = compute.precision ?? .float32
    let products = precision == .float32 ? "" : ", products: \(precision.rawValue)"
    return "\(compute.backend.name), \(compute.backend.summary)\(products), bits \(try bits())"
  }

  private struct Network: Module {
    let lower = LSTM(inputSize: 33, hiddenSize: 40)
    let upper = GRU(inputSize: 40, hiddenSize: 35)
    let head = Dense(inputSize: 35, outputSize: 50)
  }

  /// Of a step of training: products deeper than a register, cells, softmax and an optimiser.
  private static func bits() throws -> String {
    try withRandomSource(RandomSource(seed: 1)) {
      let (rows, steps) = (5, 3)
      let network = Network()
      let store = ParameterStore(network)
      let scalars = (0..<(rows * steps * 33)).map { Float($0 * 37 % 101) / 50 - 1 }
      let x = Tensor(shape: [rows, steps, 33], scalars: scalars)
      let targets = IndexTensor(shape: [rows, steps], scalars: (0..<(rows * steps)).map { Int32($0 * 7 % 50) })
      try store.withGradients {
        network.head.softmaxCrossEntropy(of: network.upper(network.lower(x).output).output, targets: targets)
      }
      try Adam(store, learningRate: 0.01).step()
      var print = Fingerprint()
      print.add(store.values)
      return print.text
    }
  }
}
