import Recurrent

/// PyTorchModels.md, weights into a module.
func weightsOfPyTorch() throws -> Tensor {
  struct Tagger: Module {
    let embedding = Embedding(count: 5000, size: 64)
    let lstm = LSTM(inputSize: 64, hiddenSize: 128, layers: 2, direction: .bidirectional)
    let head = Dense(inputSize: 256, outputSize: 12)

    func callAsFunction(_ tokens: IndexTensor) -> Tensor { head(lstm(embedding(tokens)).output) }
  }
  let tagger = Tagger()
  let archive = try TensorArchive(contentsOf: "tagger.pt")
  try tagger.load(archive, names: .prefixes(["classifier.": "head."]))
  return tagger(IndexTensor([[1, 2]]))
}

/// KerasModels.md, Keras.
func modelOfKeras(_ x: Tensor, _ y: Tensor) throws -> Tensor {
  let model = try Sequential(keras: "model.keras")  // or a whole .h5, of Keras 1, 2 or 3
  print(model.summary())
  let predictions = try model.predict(x)
  try model.fit(x, y, epochs: 5)  // where its loss and optimiser are here
  try model.save(to: "model")  // from here on a model like any other
  return predictions
}

/// KerasModels.md, RTNeural and NAM.
func modelOfRTNeural(_ x: Tensor) throws -> Tensor {
  let amplifier = try Sequential(rtNeural: "amplifier.json")
  let y = try amplifier.predict(x)  // [batch, samples, 1]
  return y
}
