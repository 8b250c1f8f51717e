import ArgumentParser
import Recurrent

/// The options that say how a model is trained; their defaults are the model's usual recipe.
struct RecipeOptions<Model: TaskModel>: ParsableArguments {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Examples, or rows of text, learned from at once.", valueName: "n"))
  var batch = Model.usualRecipe.batchSize

  @Option(
    name: .customLong("epochs"), parsing: .unconditional,
    help: ArgumentHelp(
      """
      Passes over the training data.\(Model.usualRecipe.trainingSteps == nil
        ? " The default is \(Model.usualRecipe.epochs)." : "")
      """, valueName: "n"))
  var givenEpochs: Int?

  var epochs: Int { givenEpochs ?? Model.usualRecipe.epochs }

  @Option(help: "The optimizer.")
  var optimizer = Model.usualRecipe.optimizer

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The learning rate. The default is \(usualLearningRate(.adam)) for adam, \(usualLearningRate(.sgd)) for sgd.",
      valueName: "x"))
  var learningRate: Float?

  @Option(
    help: ArgumentHelp(
      """
      What becomes of the learning rate: it stays, or it rises over the first tenth of the training and falls to zero \
      along half a cosine. The default is \(Model.usualRecipe.schedule.rawValue), with --decay-after constant.
      """))
  var schedule: TrainingRecipe.Schedule?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      The last epoch at the full learning rate, which --decay multiplies before each one after it. The default is \
      \(Model.usualRecipe.decayAfter.map(String.init) ?? "never").
      """,
      valueName: "epoch"))
  var decayAfter: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What --decay-after multiplies the learning rate by. The default is \(Model.usualRecipe.decay).", valueName: "x"))
  var decay: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Scale the gradients down to this norm, where theirs is larger; 0: never.", valueName: "x"))
  var clip = Model.usualRecipe.clip ?? 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Measure and keep a running average of the weights, which keeps x of itself at each step: 0.999 forgets in a \
      thousand steps; 0 is none. The default is \(Model.usualRecipe.averaging ?? 0).
      """, valueName: "x"))
  var average: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same seed gives the same model, bit for bit.", valueName: "n"))
  var seed: UInt64 = 1

  @OptionGroup var ranks: RankOptions

  var recipe: TrainingRecipe {
    TrainingRecipe(
      epochs: epochs, trainingSteps: givenEpochs == nil ? Model.usualRecipe.trainingSteps : nil, batchSize: batch,
      optimizer: optimizer,
      learningRate: learningRate ?? Self.usualLearningRate(optimizer),
      schedule: schedule ?? (decayAfter == nil ? Model.usualRecipe.schedule : .constant),
      decayAfter: decayAfter ?? Model.usualRecipe.decayAfter, decay: decay ?? Model.usualRecipe.decay,
      clip: clip == 0 ? nil : clip,
      averaging: averaging, seed: seed, shards: ranks.shards == 1 ? nil : ranks.shards)
  }

  /// nil: no average.
  private var averaging: Float? { average.map { $0 == 0 ? nil : $0 } ?? Model.usualRecipe.averaging }

  private static func usualLearningRate(_ optimizer: TrainingRecipe.Rule) -> Float {
    let usual = Model.usualRecipe
    return optimizer == usual.optimizer ? usual.learningRate : optimizer.usualLearningRate
  }

  func validate() throws {
    try OptionRange.check(clip >= 0 && clip.isFinite, "--clip", clip, "above 0, or 0 for never")
    try OptionRange.check { try recipe.validate() }
    guard decay == nil || recipe.decayAfter != nil else {
      throw ValidationError("--decay does nothing without --decay-after.")
    }
  }
}

extension TrainingRecipe.Rule: ExpressibleByArgument {}
extension TrainingRecipe.Schedule: ExpressibleByArgument {}
