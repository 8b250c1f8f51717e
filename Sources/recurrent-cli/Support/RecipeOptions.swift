import ArgumentParser
import RecurrentTasks

/// The options that say how a model is trained.
struct RecipeOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("Rows of text read side by side.", valueName: "n"))
  var batch = 50

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Steps the gradient goes back; the state is carried on through the text.", valueName: "t"))
  var steps = 50

  @Option(parsing: .unconditional, help: ArgumentHelp("Passes over the training text.", valueName: "n"))
  var epochs = 10

  @Option(help: "The optimizer.")
  var optimizer = TrainingRecipe.Rule.adam

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The learning rate. The default is 0.002 for adam, 1 for sgd.", valueName: "x"))
  var learningRate: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The last epoch at the full learning rate; from the next on it is multiplied by --decay at each.",
      valueName: "epoch"))
  var decayAfter: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What --decay-after multiplies the learning rate by. The default is 0.5.", valueName: "x"))
  var decay: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Scale the gradients down to this norm, where theirs is larger.", valueName: "x"))
  var clip: Float = 5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same seed gives the same model, bit for bit.", valueName: "n"))
  var seed: UInt64 = 1

  var recipe: TrainingRecipe {
    TrainingRecipe(
      epochs: epochs, batchSize: batch, steps: steps, optimizer: optimizer, learningRate: learningRate,
      decayAfter: decayAfter, decay: decay ?? 0.5, clip: clip, seed: seed)
  }

  func validate() throws {
    try OptionRange.check { try recipe.validate() }
    guard decay == nil || decayAfter != nil else {
      throw ValidationError("--decay does nothing without --decay-after.")
    }
  }
}

extension TrainingRecipe.Rule: ExpressibleByArgument {}
