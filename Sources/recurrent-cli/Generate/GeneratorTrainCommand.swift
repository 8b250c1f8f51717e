import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent generate train`.
struct GeneratorTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a generator of texts on labelled ones.",
    discussion: """
      \(LabeledTextOptions.discussion)

      \(OutputOptions.discussion)

      EXAMPLES:
        recurrent generate train names --out surnames
        recurrent generate train titles.csv --text-column title \\
          --label-column genre --unit bpe --out titles
      """
  )

  @Argument(help: ArgumentHelp("The labelled texts: a table or a folder.", valueName: "data"))
  var data: String

  @OptionGroup var columns: LabeledTextOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var validation: ValidationOptions
  @OptionGroup(title: "Network") var network: GeneratorOptions
  @OptionGroup(title: "Training") var training: RecipeOptions<SequenceGenerator>
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print a JSON line for each epoch, and one for the whole at the end.")
  var json = false

  /// What must be the same for a training to go on.
  private var conditions: [TrainingCondition] { columns.conditions + validation.conditions + network.conditions }

  func run() throws {
    try output.check(for: SequenceGenerator.kind, reading: validation.inputs(data))
    try validation.keepInputs(data)
    let vocabulary = try LabeledVocabulary(
      fittedTo: columns.texts(at: data), validation: validation.draw(seed: training.seed), unit: network.unit.kind,
      maximumSize: network.vocabulary, specials: SequenceGenerator.specials,
      normalization: network.normalization.form)
    Console.noteAlike(vocabulary.labels, "labels")
    let texts = try validation.data(at: data, columns, vocabulary: vocabulary, seed: training.seed)
    try kernels.withKernels(trainingOn: training.ranks) { compute in
      let generator = try SequenceGenerator(network.configuration, vocabulary: vocabulary, seed: training.seed)
      Console.talk(
        """
        \(texts.summary(vocabulary, unit: network.unit))
        model: \(network.layers.summary), \
        \(Figures.count(generator.parameterCount)) parameters
        kernels: \(compute.summary)
        """)
      let label = vocabulary.labels.tokens[0]
      let about = texts.training.section("What it learns from", vocabulary)
      var session = TrainingSession(
        model: generator, output: output, conditions: conditions, json: json,
        next: "recurrent generate predict \(output.out.shellWord) --label \(label.shellWord)",
        facts: texts.facts(data, vocabulary),
        sections: { _ in try generator.sections() + [about] })
      try session.run(epochs: training.epochs) {
        try generator.train(
          on: GeneratorData(texts), recipe: training.recipe, checkpoints: $0, callbacks: $1, observer: $2)
      }
    }
  }
}
