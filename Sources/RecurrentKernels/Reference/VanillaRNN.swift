/// The vanilla recurrent network of Elman 1990, in PyTorch's form:
///
///     h' = φ(W_ih x + b_ih + W_hh h + b_hh)
struct VanillaRNN: ReferenceCell {
  let gate: Gate
  let phi: Activation

  struct Step: ReferenceStep {
    let x, m, hm: Vector
    let after: CellState
  }

  init(gates: [Gate], phi: Activation) {
    gate = gates[0]
    self.phi = phi
  }

  func forward(x: Vector, before: CellState, mask m: Vector) -> Step {
    let hm = m * before.h
    let h = phi(gate(x, hm))
    return Step(x: x, m: m, hm: hm, after: CellState(h: h, c: before.c))
  }

  /// With a = W_ih x + b_ih + W_hh hm + b_hh and h' = φ(a): da = dh' φ'(a).
  func backward(_ step: Step, gradient: CellState) -> (dx: Vector, before: CellState) {
    let da = gradient.h * phi.derivative(atOutput: step.after.h)
    let (dx, dhm) = gate.backward(da, at: step.x, step.hm)
    return (dx, CellState(h: step.m * dhm, c: gradient.c))
  }
}
