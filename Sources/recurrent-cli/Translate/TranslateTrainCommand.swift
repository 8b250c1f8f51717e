import ArgumentParser
import Recurrent
import RecurrentFoundation
import RecurrentReports

/// `recurrent translate train`.
struct TranslateTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a translator on pairs of texts.",
    discussion: """
      Each line is a source, the separator and its target; white space around them and further fields are left out. An \
      encoder reads the source in both directions, and a decoder with attention learns to write the target, each unit \
      after the right ones before it. What --valid-fraction takes for validation are the file's last pairs.

      \(OutputOptions.discussion)

      EXAMPLES:
        recurrent translate train en-ko.tsv --target-unit jamo --out translator
        recurrent translate train date.txt --separator _ --out dates
        recurrent translate train addition.txt --separator _ --reverse-source --out sums
      """
  )

  @Argument(help: ArgumentHelp("The pairs to learn from: a UTF-8 file.", valueName: "pairs"))
  var pairs: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var validation: ValidationOptions
  @OptionGroup var format: PairOptions
  @OptionGroup(title: "Network") var network: TranslatorOptions
  @OptionGroup(title: "Training") var training: RecipeOptions<Translator>
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print a JSON line for each epoch, and one for the whole at the end.")
  var json = false

  /// What must be the same for a training to go on.
  private var conditions: [TrainingCondition] { validation.conditions + network.conditions + format.conditions }

  func run() throws {
    try output.check(for: Translator.kind, reading: validation.inputs(pairs))
    try validation.keepInputs(pairs)
    let (learned, measured) = try validation.split(format.pairs(pairs), validationFile: format.pairs)
    let vocabulary = try TranslatorVocabulary(
      fittedTo: learned, sourceUnit: network.sourceUnit.kind, targetUnit: network.targetUnit.kind,
      maximumSize: network.vocabulary, normalization: network.normalization.form)
    try kernels.withKernels(trainingOn: training.ranks) { compute in
      let translator = try Translator(network.configuration, vocabulary: vocabulary, seed: training.seed)
      let corpus = try translator.corpus(learned)
      let validationCorpus = try measured.map { try translator.corpus($0) }
      Console.noteTooLong(corpus.tooLongCount, in: pairs)
      Console.noteTooLong(validationCorpus?.tooLongCount ?? 0, in: validation.valid ?? pairs)
      Console.talk(
        """
        pairs: \(Figures.count(corpus.count)) to train on, \(Figures.count(validationCorpus?.count ?? 0)) to validate on
        known: \(Figures.count(vocabulary.source.vocabulary.count)) \(network.sourceUnit.plural) of sources, \
        \(Figures.count(vocabulary.target.vocabulary.count)) \(network.targetUnit.plural) of targets
        model: \(network.layers.summary), \(network.attention.rawValue) attention, \
        \(Figures.count(translator.parameterCount)) parameters
        kernels: \(compute.summary)
        """)
      let about = corpus.section("What it learns from")
      var session = TrainingSession(
        model: translator, output: output, conditions: conditions, json: json,
        next: "recurrent translate predict \(output.out.shellWord) FILE",
        facts: [
          Fact("pairs", pairs), Fact("pairs to train on", corpus.count),
          Fact("pairs to validate on", validationCorpus?.count ?? 0),
        ],
        sections: { _ in try (validationCorpus.map(translator.sections) ?? []) + [about] })
      try session.run(epochs: training.epochs) {
        try translator.train(
          on: corpus, validation: validationCorpus, recipe: training.recipe, checkpoints: $0, callbacks: $1,
          observer: $2)
      }
    }
  }
}
