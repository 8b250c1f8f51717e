import Recurrent

/// LanguageModels.md, from a text to a folder.
func trainingALanguageModel(on text: String, _ folder: String, _ show: (String) -> Void) throws -> Double {
  var fitter = TextCodecFitter(.character)
  fitter.add(text)
  let codec = fitter.makeCodec()
  let tokens = LanguageModel.Tokens(try codec.encode(text), validationFraction: 0.1)

  let model = try LanguageModel(LanguageModelConfiguration(hiddenSize: 256, layers: 2), codec: codec)
  var recipe = LanguageModel.usualRecipe
  recipe.epochs = 5
  try model.train(on: tokens, recipe: recipe)

  let figures = try model.evaluate(on: tokens.validation)
  for piece in try model.text(after: "The ", length: 200, sampling: Sampling(temperature: 0.8)) { show(piece) }
  try model.save(to: folder)
  return figures.natsPerToken
}

/// LanguageModels.md, fewer bits.
func trainingWithFewerBits(
  _ model: LanguageModel, _ tokens: LanguageModel.Tokens, _ recipe: TrainingRecipe
) throws -> Double {
  try withCompute(Compute(precision: .bf16)) { try model.train(on: tokens, recipe: recipe) }
  let figures = try withCompute(Compute(precision: .int8)) { try model.evaluate(on: tokens.validation) }
  return figures.natsPerToken
}

/// LanguageModels.md, a quarter of the size.
func savingAQuarter(
  _ model: LanguageModel, _ tokens: LanguageModel.Tokens, _ figures: LanguageModelFigures, _ folder: String
) throws -> Double {
  let small = try model.quantized()
  let worsening = try small.evaluate(on: tokens.validation).natsPerToken / figures.natsPerToken - 1
  try small.save(to: folder)
  return worsening
}
