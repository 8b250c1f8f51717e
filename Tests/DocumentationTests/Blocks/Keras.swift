import Recurrent

/// Keras.md, a model.
func kerasModel(_ x: IndexTensor, _ y: Tensor, testX: IndexTensor, testY: Tensor) throws -> Tensor {
  let model = Sequential(
    [
      .embedding(2000, 128),
      .spatialDropout1D(0.4),
      .lstm(196, dropout: 0.2, recurrentDropout: 0.2),
      .dense(2, activation: .softmax),
    ], inputShape: [40])
  model.compile(optimizer: .adam, loss: .categoricalCrossEntropy, metrics: [.accuracy])
  print(model.summary())

  let history = try model.fit(
    x, y, batchSize: 64, epochs: 20, validationSplit: 0.1,
    callbacks: [EarlyStopping(monitor: .validationAccuracy, patience: 3)])
  print(history["val_accuracy"])
  print(try model.evaluate(testX, testY).metrics["accuracy"] ?? 0)
  let probabilities = try model.predict(testX)
  return probabilities
}

/// Keras.md, its folder.
func kerasFolder(_ model: Sequential, _ other: Sequential, _ x: Tensor, _ y: Tensor) throws {
  try model.save(to: "model")  // a folder: config.json and model.safetensors
  let copy = try Sequential(contentsOf: "model")  // Keras's load_model
  try copy.fit(x, y, epochs: 5)  // goes on where model was
  try other.loadWeights(contentsOf: "model")  // the weights alone, into a model of the same layers
}
