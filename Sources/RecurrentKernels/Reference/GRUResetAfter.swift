/// The gated recurrent unit in cuDNN's form, PyTorch's `nn.GRU` and Keras's `reset_after=True`: the reset gate works on
/// the product, so that all three products with h are one.
///
///     r = σ(W_ir x + b_ir + W_hr h + b_hr)      reset gate: how much of the past the new value sees
///     z = σ(W_iz x + b_iz + W_hz h + b_hz)      update gate: how much of the old state stays
///     n = φ(W_in x + b_in + r (W_hn h + b_hn))  the new value
///     h' = (1 - z) n + z h
struct GRUResetAfter: ReferenceCell {
  let resetGate, updateGate, newGate: Gate
  let phi, sigma: Activation

  struct Step: ReferenceStep {
    let x, m, h, hm: Vector
    let r, z, n: Vector
    /// W_hn h + b_hn.
    let q: Vector
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
    let q = newGate.fromHidden(hm)
    let n = phi(newGate.fromInput(x) + r * q)
    return Step(
      x: x, m: m, h: h, hm: hm, r: r, z: z, n: n, q: q, after: CellState(h: (1 - z) * n + z * h, c: before.c))
  }

  func backward(_ step: Step, gradient: CellState) -> (dx: Vector, before: CellState) {
    let dh = gradient.h
    // h' = (1 - z) n + z h
    let dn = dh * (1 - step.z)
    let dz = dh * (step.h - step.n)
    let dhCarried = dh * step.z
    // n = φ(W_in x + b_in + r q)
    let dan = dn * phi.derivative(atOutput: step.n)
    let dr = dan * step.q
    let dq = dan * step.r
    // The sums, to x and hm.
    let new = (dx: newGate.fromInput.backward(dan, at: step.x), dh: newGate.fromHidden.backward(dq, at: step.hm))
    let reset = resetGate.backward(dr * sigma.derivative(atOutput: step.r), at: step.x, step.hm)
    let update = updateGate.backward(dz * sigma.derivative(atOutput: step.z), at: step.x, step.hm)
    let dx = reset.dx + update.dx + new.dx
    let dhm = reset.dh + update.dh + new.dh
    return (dx, CellState(h: dhCarried + step.m * dhm, c: gradient.c))
  }
}
