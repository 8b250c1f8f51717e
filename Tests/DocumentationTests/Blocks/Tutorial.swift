import Recurrent

/// The tutorial's program that learns: each step is the beginning of it.
func tutorialLearns() throws {
  let codec = try LanguageModel.makeCodec(fittedTo: "book.txt", unit: .character)
  print("\(codec.vocabulary.count) different characters")

  let all = try TokenStore(contentsOf: "book.txt", codec: codec)
  let tokens = LanguageModel.Tokens(all, validationFraction: 0.1)

  let model = try LanguageModel(LanguageModelConfiguration(hiddenSize: 128, layers: 2), codec: codec)
  print("\(model.parameterCount) weights")

  var recipe = LanguageModel.usualRecipe
  recipe.epochs = 6
  try model.train(on: tokens, recipe: recipe) { event in
    if case .epoch(let report, _, _) = event {
      print("epoch \(report.epoch): \(report.trainingLoss), validation \(report.validationLoss ?? .nan)")
    }
    return .goOn
  }

  let figures = try model.evaluate(on: tokens.validation)
  print("\(figures.natsPerToken) nats a character")
  try model.save(to: "model")
}

/// The tutorial's program that writes.
func tutorialWrites() throws {
  let model = try LanguageModel(contentsOf: "model")
  for piece in try model.text(after: "The ", length: 300, sampling: Sampling(temperature: 0.7)) {
    print(piece, terminator: "")
  }
  print()

  let stream = model.makeStream()
  var state = stream.initialState()
  var logits = Tensor.zeros([1, model.codec.vocabulary.count])
  for token in try model.codec.encode("The ne") {
    logits = try stream.step(token: token, state: &state)
  }

  let probabilities = logits.softmax().scalars
  for id in probabilities.indices.sorted(by: { probabilities[$0] > probabilities[$1] }).prefix(3) {
    print("\(model.codec.vocabulary[Int32(id)]): \(probabilities[id])")
  }
}
