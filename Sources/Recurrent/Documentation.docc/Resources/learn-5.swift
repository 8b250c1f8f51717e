import Recurrent

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
