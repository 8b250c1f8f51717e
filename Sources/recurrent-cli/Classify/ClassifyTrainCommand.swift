import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent classify train`.
struct ClassifyTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a classifier on labelled texts.",
    discussion: """
      \(LabeledTextOptions.discussion)

      \(OutputOptions.discussion) The best is the most accurate.

      EXAMPLES:
        recurrent classify train ratings.tsv --text-column document --out reviews
        recurrent classify train names --out nationality
        recurrent classify train names --cell none --out baseline
      """
  )

  @Argument(help: ArgumentHelp("The labelled texts: a table or a folder.", valueName: "data"))
  var data: String

  @OptionGroup var columns: LabeledTextOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var validation: ValidationOptions
  @OptionGroup(title: "Network") var network: ClassifierOptions
  @OptionGroup(title: "Training") var training: RecipeOptions<TextClassifier>
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print a JSON line for each epoch, and one for the whole at the end.")
  var json = false

  /// What must be the same for a training to go on.
  private var conditions: [TrainingCondition] { columns.conditions + validation.conditions + network.conditions }

  func run() throws {
    try output.check(for: TextClassifier.kind, reading: validation.inputs(data))
    try validation.keepInputs(data)
    let vocabulary = try LabeledVocabulary(
      fittedTo: columns.texts(at: data), validation: validation.draw(seed: training.seed), unit: network.unit.kind,
      minimumCount: network.minCount, maximumSize: network.vocabulary,
      normalization: network.normalization.form)
    Console.noteAlike(vocabulary.labels, "labels")
    guard vocabulary.labels.count > 1 else {
      throw LabeledTextError.oneLabel(path: data, label: vocabulary.labels.tokens[0])
    }
    let texts = try validation.data(
      at: data, columns, vocabulary: vocabulary, seed: training.seed, maximumLength: network.maxLength)
    try kernels.withKernels(trainingOn: training.ranks) { compute in
      let classifier = try TextClassifier(network.configuration, vocabulary: vocabulary, seed: training.seed)
      Console.talk(
        """
        \(texts.summary(vocabulary, unit: network.unit))
        model: \(network.summary), \(Figures.count(classifier.parameterCount)) parameters
        kernels: \(compute.summary)
        """)
      let about = texts.training.section("What it learns from", vocabulary)
      var session = TrainingSession(
        model: classifier, output: output, conditions: conditions, json: json,
        next: "recurrent classify predict \(output.out.shellWord) FILE",
        facts: texts.facts(data, vocabulary),
        sections: { _ in classifier.sections(on: texts.validation) + [about] })
      try session.run(epochs: training.epochs) {
        try classifier.train(on: texts, recipe: training.recipe, checkpoints: $0, callbacks: $1, observer: $2)
      }
    }
  }
}

extension ClassifierOptions {
  /// The network in a few words.
  fileprivate var summary: String {
    layers.cell == .none ? "no recurrent layer" : layers.summary + (forwardOnly ? "" : " in both directions")
  }
}
