import RecurrentKernels
import RecurrentLayers
import RecurrentTraining

/// The layers of a task's network that read a sequence: recurrent ones, or in a baseline as many dense ones, to which
/// each step is all there is. What the recurrent ones do better, they do by remembering.
struct SequenceLayers: Module {
  let recurrent: RecurrentLayer?
  let dense: [Dense]
  private let dropout: Dropout
  let outputSize: Int

  /// - Parameters:
  ///   - cell: nil: dense layers with tanh.
  ///   - hiddenSize: the width of each layer, in each direction.
  ///   - dropout: between the layers.
  init(
    cell: Cell?, inputSize: Int, hiddenSize: Int, layers: Int, direction: Direction = .forward, dropout: Float
  ) {
    self.dropout = Dropout(dropout)
    let size = direction == .bidirectional ? 2 * hiddenSize : hiddenSize
    outputSize = size
    recurrent = cell.map {
      RecurrentLayer(
        cell: $0, inputSize: inputSize, hiddenSize: hiddenSize, layers: layers, direction: direction, dropout: dropout)
    }
    dense =
      cell == nil
      ? (0..<layers).map { Dense(inputSize: $0 == 0 ? inputSize : size, outputSize: size, activation: .tanh) } : []
  }

  /// No such layers have fewer weights: those of one direction, less the biases.
  static func leastWeightCount(cell: Cell?, inputSize: Int, hiddenSize: Int, layers: Int) -> Int {
    let fromBelow = (inputSize + (layers - 1) * hiddenSize) * hiddenSize
    return cell.map { $0.gates * (fromBelow + layers * hiddenSize * hiddenSize) } ?? fromBelow
  }

  /// Recurrent layers have the names that they would have by themselves.
  var contents: ModuleContents {
    guard let recurrent else {
      return ModuleContents(children: dense.enumerated().map { NamedModule(name: "dense.\($0)", module: $1) })
    }
    return ModuleContents(children: [NamedModule(name: "", module: recurrent)])
  }

  /// - Parameter x: `[batch, time, inputSize]`.
  /// - Returns: `[batch, time, outputSize]`, and the state after each row's last step; that of dense layers is empty.
  func callAsFunction(
    _ x: Tensor, state: RecurrentState? = nil, lengths: [Int]? = nil
  ) -> (output: Tensor, state: RecurrentState) {
    guard let recurrent else { return (throughDense(x), RecurrentState(layers: [])) }
    let result = recurrent(x, state: state, lengths: lengths)
    return (result.output, result.state)
  }

  private func throughDense(_ x: Tensor) -> Tensor {
    dense.dropFirst().reduce(dense[0](x)) { $1(dropout($0)) }
  }

  /// The layers one step at a time. Forward direction only.
  var streamLayers: [StreamLayer] { recurrent.map { [.recurrent($0)] } ?? dense.map(StreamLayer.dense) }

  /// The state before the first step.
  func initialState(batch: Int) -> RecurrentState {
    recurrent?.initialState(batch: batch) ?? RecurrentState(layers: [])
  }
}
