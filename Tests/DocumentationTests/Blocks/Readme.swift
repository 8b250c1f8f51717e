import Recurrent

/// README's first block.
func readmeBegins() throws {
  struct Memory: Module {
    let lstm = LSTM(inputSize: 1, hiddenSize: 32)
    let output = Dense(inputSize: 32, outputSize: 1)

    func callAsFunction(_ x: Tensor) -> Tensor { output(lstm(x).last) }
  }

  let model = Memory()
  let optimizer = Adam(ParameterStore(model), learningRate: 0.01)
  var random = RandomGenerator(seed: 1)
  for step in 1...300 {
    let x = Tensor.uniform([32, 8, 1], in: -1...1, using: &random)  // 32 sequences of 8 steps, one feature each
    let loss = try optimizer.parameters.withGradients {
      meanSquaredError(model(x), targets: x.step(0))  // wanted: what the first step was
    }
    try optimizer.step(clippingNorm: 1)
    if step % 100 == 0 { print("step \(step), loss: \(loss)") }
  }
  let x = Tensor.uniform([1, 8, 1], in: -1...1, using: &random)
  print("it was \(x[0, 0, 0]), recalled \(model(x)[0, 0])")
}

/// README, in Keras's words.
func readmeInKerasWords(_ x: Tensor, _ y: Tensor) throws {
  let model = Sequential([.lstm(30, returnSequences: true), .lstm(30), .dense(1)], inputShape: [100, 2])
  model.compile(optimizer: .adam, loss: .meanSquaredError)
  let history = try model.fit(x, y, epochs: 100, validationSplit: 0.2, callbacks: [EarlyStopping(patience: 10)])
  print(model.summary())
  print(history["val_loss"], try model.predict(x))
  try model.save(to: "product")  // layers, weights, what it was compiled with, history
  let copy = try Sequential(contentsOf: "product")  // predicts the same; fit goes on where it was, bit for bit
  _ = copy
}

/// Tasks.md, captions from vectors.
func captionsFromVectors(_ captions: [String], features: [[Float]]) throws {
  var fitter = TextCodecFitter(.word, specials: [.unknown] + SequenceGenerator.specials)
  for caption in captions { fitter.add(caption) }
  let vocabulary = LabeledVocabulary(text: fitter.makeCodec(), labels: try Vocabulary(tokens: []))
  let generator = try SequenceGenerator(GeneratorConfiguration(vectorSize: 512), vocabulary: vocabulary)
  let texts = try ConditionedTexts(texts: captions.map { try vocabulary.text.encode($0) }, vectors: features)
  try generator.train(on: GeneratorData(training: texts))
  print(try generator.texts(from: features[0], count: 1, sampling: Sampling(temperature: 0))[0])
}
