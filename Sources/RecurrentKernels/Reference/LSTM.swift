/// Long short-term memory, Hochreiter and Schmidhuber 1997, with the forget gate of Gers, Schmidhuber and Cummins 2000:
///
///     i = σ(W_ii x + b_ii + W_hi h + b_hi)      input gate: how much of the new value enters
///     f = σ(W_if x + b_if + W_hf h + b_hf)      forget gate: how much of the old cell stays
///     g = φ(W_ig x + b_ig + W_hg h + b_hg)      the new value
///     o = σ(W_io x + b_io + W_ho h + b_ho)      output gate: how much of the cell shows
///     c' = f c + i g
///     h' = o φ(c')
struct LSTM: ReferenceCell {
  let inputGate, forgetGate, cellGate, outputGate: Gate
  let phi, sigma: Activation

  struct Step: ReferenceStep {
    let x, m, hm, c: Vector
    let i, f, g, o, phiC: Vector
    let after: CellState
  }

  init(gates: [Gate], phi: Activation, sigma: Activation) {
    (inputGate, forgetGate, cellGate, outputGate) = (gates[0], gates[1], gates[2], gates[3])
    (self.phi, self.sigma) = (phi, sigma)
  }

  func forward(x: Vector, before: CellState, mask m: Vector) -> Step {
    let hm = m * before.h
    let i = sigma(inputGate(x, hm))
    let f = sigma(forgetGate(x, hm))
    let g = phi(cellGate(x, hm))
    let o = sigma(outputGate(x, hm))
    let c = f * before.c + i * g
    let phiC = phi(c)
    return Step(
      x: x, m: m, hm: hm, c: before.c, i: i, f: f, g: g, o: o, phiC: phiC, after: CellState(h: o * phiC, c: c))
  }

  /// The chain rule from the last formula to the first. c' reaches the loss through h' and through the next step, so
  /// its gradient is a sum; then each product hands the gradient to one factor times the other factor, and each
  /// activation y = σ(a) multiplies it by σ'(a).
  func backward(_ step: Step, gradient: CellState) -> (dx: Vector, before: CellState) {
    let dh = gradient.h
    // h' = o φ(c')
    let dO = dh * step.phiC
    let dc = gradient.c + dh * step.o * phi.derivative(atOutput: step.phiC)
    // c' = f c + i g
    let df = dc * step.c
    let di = dc * step.g
    let dg = dc * step.i
    // Through the activations to the four sums, and through these to x and hm.
    let sums = [
      inputGate.backward(di * sigma.derivative(atOutput: step.i), at: step.x, step.hm),
      forgetGate.backward(df * sigma.derivative(atOutput: step.f), at: step.x, step.hm),
      cellGate.backward(dg * phi.derivative(atOutput: step.g), at: step.x, step.hm),
      outputGate.backward(dO * sigma.derivative(atOutput: step.o), at: step.x, step.hm),
    ]
    let dx = sums[0].dx + sums[1].dx + sums[2].dx + sums[3].dx
    let dhm = sums[0].dh + sums[1].dh + sums[2].dh + sums[3].dh
    return (dx, CellState(h: step.m * dhm, c: dc * step.f))
  }
}
