import Recurrent

/// Layers.md, a module.
func layerAsModule(_ x: Tensor, lengths: [Int]) {
  let lstm = LSTM(inputSize: 128, hiddenSize: 196, layers: 2, dropout: 0.2)
  let result = lstm(x, lengths: lengths)
  let outputs = result.output  // [batch, time, 196]
  let last = result.last  // [batch, 196]
  let state = result.state  // of each layer, to go on from
  _ = (outputs, last, state)
}

/// Layers.md, a specification.
func layersAsSpecifications() -> Sequential {
  let model = Sequential([
    .embedding(2000, 128, maskZero: true), .spatialDropout1D(0.4),
    .lstm(196, dropout: 0.2, recurrentDropout: 0.2), .dense(2, activation: .softmax),
  ])
  return model
}
