/// The gated recurrent unit of Cho et al. 2014, Keras's `reset_after=False`: the reset gate works on the state, before
/// the product. Which of h and n the update gate keeps is as in ``GRUResetAfter``.
///
///     r = σ(W_ir x + b_ir + W_hr h + b_hr)
///     z = σ(W_iz x + b_iz + W_hz h + b_hz)
///     n = φ(W_in x + b_in + W_hn (r h) + b_hn)
///     h' = (1 - z) n + z h
struct GRUResetBefore: ReferenceCell {
  let resetGate, updateGate, newGate: Gate
  let phi, sigma: Activation

  struct Step: ReferenceStep {
    let x, m, h, hm: Vector
    let r, z, n: Vector
    let after: CellState
  }

  init(gates: [Gate], phi: Activation, sigma: Activation) {
    (resetGate, updateGate, newGate) = (gates[0], gates[1], gates[2])
    (self.phi, self.sigma) = (phi, sigma)
  }

  func forward(x: Vector, before: CellState, mask m: Vector) -> Step {
    let h = before.h
    let hm = m * h
    let r = sigma(resetGate(x, hm))
    let z = sigma(updateGate(x, hm))
    let n = phi(newGate(x, r * hm))
    return Step(x: x, m: m, h: h, hm: hm, r: r, z: z, n: n, after: CellState(h: (1 - z) * n + z * h, c: before.c))
  }

  func backward(_ step: Step, gradient: CellState) -> (dx: Vector, before: CellState) {
    let dh = gradient.h
    // h' = (1 - z) n + z h
    let dn = dh * (1 - step.z)
    let dz = dh * (step.h - step.n)
    let dhCarried = dh * step.z
    // n = φ(W_in x + b_in + W_hn (r hm) + b_hn)
    let new = newGate.backward(dn * phi.derivative(atOutput: step.n), at: step.x, step.r * step.hm)
    let dr = new.dh * step.hm
    // The other sums, to x and hm.
    let reset = resetGate.backward(dr * sigma.derivative(atOutput: step.r), at: step.x, step.hm)
    let update = updateGate.backward(dz * sigma.derivative(atOutput: step.z), at: step.x, step.hm)
    let dx = reset.dx + update.dx + new.dx
    let dhm = reset.dh + update.dh + new.dh * step.r
    return (dx, CellState(h: dhCarried + step.m * dhm, c: gradient.c))
  }
}
