/// What a cell carries from step to step: the hidden vector h and, for an LSTM, the cell vector c (else empty).
struct CellState {
  var h: Vector
  var c: Vector
}

/// One recurrent cell for one sequence: x_t and the state before go in, the state after comes out.
///
/// Back-propagation through time (Werbos 1990) is the chain rule on the unrolled recursion. Step t's state reaches the
/// loss in two ways, by output t and through step t+1, so its gradient is the sum of both: the schedule in
/// ``ReferencePlan`` adds the output's, and ``backward(_:gradient:)`` takes the sum one step back.
///
/// Throughout, `dy` is the gradient of the loss by `y`, `m` is the recurrent-dropout mask (all ones without), and
/// `hm = m * h` is what the gates see of h (Gal and Ghahramani 2016: the carried state itself is not masked).
protocol ReferenceCell {
  /// All that the backward of a step needs to know of its forward.
  associatedtype Step: ReferenceStep

  func forward(x: Vector, before: CellState, mask m: Vector) -> Step

  /// From the gradient by the state after a step to those by its input and by the state before. Adds to the gradients
  /// of the weights.
  func backward(_ step: Step, gradient: CellState) -> (dx: Vector, before: CellState)
}

protocol ReferenceStep {
  /// The state after the step.
  var after: CellState { get }
}

extension Cell {
  /// The formulas of the cell. A new cell is one more file beside this one and one more line here.
  func reference(_ gates: [Gate], activation phi: Activation, recurrentActivation sigma: Activation)
    -> any ReferenceCell
  {
    switch self {
    case .rnn: VanillaRNN(gates: gates, phi: phi)
    case .lstm: LSTM(gates: gates, phi: phi, sigma: sigma)
    case .gruResetAfter: GRUResetAfter(gates: gates, phi: phi, sigma: sigma)
    case .gruResetBefore: GRUResetBefore(gates: gates, phi: phi, sigma: sigma)
    }
  }
}
