/// T steps of a vanilla recurrent network, with backpropagation through time written out by hand: to learn from.
///
/// A long sequence is read in windows of T steps (truncated backpropagation through time): forward, state carried on
/// where stateful; backward, the gradient stays in the window.
///
/// ```swift
/// var layer = TimeRNN(weights, isStateful: true)
/// for window in windows {
///   let hs = layer.forward(window)       // [N, T, D] -> [N, T, H]
///   let dxs = layer.backward(dhs)        // and layer.gradients
/// }
/// layer.resetState()                     // before another sequence
/// ```
public struct TimeRNN: Sendable {
  /// The weights, which all steps share.
  public var weights: RNNWeights
  /// Whether the state goes on from one call to the next.
  public let isStateful: Bool
  /// Of the last ``backward(_:)``, summed over its steps, which share the weights.
  public private(set) var gradients: RNNWeights
  /// h after the last step, `[N, H]`; nil: zeros come next.
  public private(set) var state: Tensor?
  /// The gradient by the state before the window's first step, `[N, H]`: where it is cut off.
  public private(set) var stateGradient: Tensor?
  /// One cell a step of the last window, each with what it saw.
  private var cells: [RNNCell] = []

  /// A layer of these weights.
  public init(_ weights: RNNWeights, isStateful: Bool = false) {
    self.weights = weights
    self.isStateful = isStateful
    gradients = weights.zeros
  }

  /// Makes a stateful layer start its next window with `state`, `[N, H]`.
  public mutating func setState(_ state: Tensor) { self.state = state }

  /// Makes the next window start with zeros.
  public mutating func resetState() { state = nil }

  /// From xs `[N, T, D]` to the states after each step, `[N, T, H]`.
  public mutating func forward(_ xs: Tensor) -> Tensor {
    let (inputSize, hiddenSize) = (weights.wx.shape[0], weights.wx.shape[1])
    check(
      xs.rank == 3 && xs.shape[2] == inputSize, "TimeRNN", "shape of the input", expected: "[N, T, \(inputSize)]",
      got: xs.shape)
    cells = []
    var h = isStateful ? state ?? .zeros([xs.shape[0], hiddenSize]) : .zeros([xs.shape[0], hiddenSize])
    check(
      h.shape == [xs.shape[0], hiddenSize], "TimeRNN", "shape of the state", expected: [xs.shape[0], hiddenSize],
      got: h.shape)
    let hs = (0..<xs.shape[1]).map { t in
      var cell = RNNCell(weights)
      h = cell.forward(xs.step(t), h)
      cells.append(cell)
      return h
    }
    state = h
    return Tensor(stackingInTime: hs)
  }

  /// From the gradients of the loss by each step's output, `[N, T, H]`, to those by the input, `[N, T, D]`.
  ///
  /// A state reaches the loss by its step's output and by the next step, so its gradient is the sum of both: from the
  /// last step to the first, each adds what the one after it handed back.
  public mutating func backward(_ dhs: Tensor) -> Tensor {
    check(
      !cells.isEmpty && dhs.rank == 3 && dhs.shape[1] == cells.count, "TimeRNN", "steps of the gradient",
      expected: "the \(cells.count) of the last forward", got: dhs.shape)
    gradients = weights.zeros
    var dh = Tensor.zeros([dhs.shape[0], dhs.shape[2]])
    var dxs: [Tensor] = []
    for t in cells.indices.reversed() {
      let (dx, dBefore) = cells[t].backward(dhs.step(t) + dh)
      dxs.insert(dx, at: 0)
      gradients += cells[t].gradients
      dh = dBefore
    }
    stateGradient = dh
    return Tensor(stackingInTime: dxs)
  }
}

extension Tensor {
  /// Steps `[batch, features]` one after the other: `[batch, time, features]`.
  fileprivate init(stackingInTime steps: [Tensor]) {
    self.init(concatenating: steps.map { $0.reshaped([$0.shape[0], 1, $0.shape[1]]) }, axis: 1)
  }
}
