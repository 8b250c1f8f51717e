import Recurrent

/// FromScratch.md, one step.
func oneStep(wx: Tensor, wh: Tensor, b: Tensor, x: Tensor, h0: Tensor, dh1: Tensor) {
  let weights = RNNWeights(wx: wx, wh: wh, b: b)  // [D, H], [H, H], [H]
  var cell = RNNCell(weights)
  let h1 = cell.forward(x, h0)  // x [N, D], h0 [N, H]
  let (dx, dh0) = cell.backward(dh1)  // and cell.gradients.wx, .wh, .b
  _ = (h1, dx, dh0)
}

/// FromScratch.md, all steps.
func allSteps(_ weights: RNNWeights, xs: Tensor, dhs: Tensor) {
  var layer = TimeRNN(weights, isStateful: true)
  let hs = layer.forward(xs)  // xs [N, T, D], hs [N, T, H]
  let dxs = layer.backward(dhs)  // and layer.gradients, summed over the steps
  _ = (hs, dxs)
}
