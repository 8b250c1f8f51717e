import ArgumentParser
import Recurrent
import RecurrentFoundation
import RecurrentReports

/// `recurrent lm train`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a language model on a text.",
    discussion: """
      What --valid-fraction takes for validation is the end of the text.

      \(OutputOptions.discussion)

      EXAMPLES:
        recurrent lm train book.txt --out model
        recurrent lm train ptb.train.txt --valid ptb.valid.txt --out ptb \\
          --unit word --embedding 200 --hidden 200 --batch 20 --steps 20 \\
          --optimizer sgd --init-range 0.1 --epochs 13 --decay-after 4
      """
  )

  @Argument(help: ArgumentHelp("The text to learn from: a UTF-8 file.", valueName: "text"))
  var text: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var validation: ValidationOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Training") var training: RecipeOptions<LanguageModel>

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Steps the gradient goes back; the state is carried on through the text.", valueName: "t"))
  var steps = 50

  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print a JSON line for each epoch, and one for the whole at the end.")
  var json = false

  func validate() throws {
    try OptionRange.check { try recipe.validate() }
  }

  /// What must be the same for a training to go on.
  private var conditions: [TrainingCondition] { validation.conditions + network.conditions }

  func run() throws {
    try output.check(for: LanguageModel.kind, reading: validation.inputs(text))
    try validation.keepInputs(text)
    let codec = try LanguageModel.makeCodec(
      fittedTo: text, unit: network.unit.kind, maximumSize: network.vocabulary,
      normalization: network.normalization.form)
    let tokens = try tokens(codec)
    try kernels.withKernels(trainingOn: training.ranks) { compute in
      let model = try LanguageModel(network.configuration, codec: codec, seed: training.seed)
      try checkLength(of: tokens, for: model)
      Console.talk(
        """
        text: \(Figures.count(tokens.training.count)) \(network.unit.plural) to train on, \
        \(Figures.count(tokens.validation.count)) to validate on, \(Figures.count(codec.vocabulary.count)) different
        model: \(network.layers.summary), \
        \(Figures.count(model.parameterCount)) parameters
        kernels: \(compute.summary)
        """)
      let exhibits = LanguageModelExhibits(of: model, on: tokens.validation)
      var session = TrainingSession(
        model: model, output: output, conditions: conditions, json: json,
        next: "recurrent lm generate \(output.out.shellWord)",
        facts: [
          Fact("text", text), Fact("\(network.unit.plural) to train on", tokens.training.count),
          Fact("\(network.unit.plural) to validate on", tokens.validation.count),
        ],
        sections: exhibits.sections)
      try session.run(epochs: recipe.epochs) {
        try model.train(on: tokens, recipe: recipe, checkpoints: $0, callbacks: $1, observer: $2)
      }
    }
  }

  private func checkLength(of tokens: LanguageModel.Tokens, for model: LanguageModel) throws {
    do {
      try model.checkLength(of: tokens, recipe: recipe)
    } catch .validationTooShort(let count) {
      var failure = Failure(TrainingFailure.validationTooShort(tokens: count))
      failure.hint = "Use a longer text; training also goes without: --valid-fraction 0."
      throw failure.at(validation.valid ?? text)
    } catch {
      throw Failure(error).at(text)
    }
  }

  private var recipe: TrainingRecipe {
    var recipe = training.recipe
    recipe.steps = steps
    return recipe
  }

  /// The training and the validation tokens.
  private func tokens(_ codec: TextCodec) throws -> LanguageModel.Tokens {
    let all = try TokenStore(contentsOf: text, codec: codec)
    if let valid = validation.valid {
      let validation = try Failure.naming(valid) { try TokenStore(contentsOf: valid, codec: codec) }
      return LanguageModel.Tokens(training: all, validation: validation)
    }
    return LanguageModel.Tokens(all, validationFraction: validation.fraction)
  }
}
