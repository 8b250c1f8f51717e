import ArgumentParser
import Recurrent
import RecurrentFoundation
import RecurrentReports

/// `recurrent tag train`.
struct TagTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a part-of-speech tagger on a treebank.",
    discussion: """
      The treebank is a CoNLL-U file; what is learnt are the universal parts of speech (UPOS) of its words. Empty \
      nodes are left out, and a multiword token counts as its words. What --valid-fraction takes for validation are \
      the file's last sentences.

      \(OutputOptions.discussion) The best is the most accurate.

      EXAMPLES:
        recurrent tag train en-train.conllu --valid en-dev.conllu --out english
        recurrent tag train treebank.conllu --valid-fraction 0.2 --out tagger
      """
  )

  @Argument(help: ArgumentHelp("The treebank to learn from: a CoNLL-U file.", valueName: "treebank"))
  var treebank: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var validation: ValidationOptions
  @OptionGroup(title: "Network") var network: TaggerOptions
  @OptionGroup(title: "Training") var training: RecipeOptions<Tagger>
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print a JSON line for each epoch, and one for the whole at the end.")
  var json = false

  /// What must be the same for a training to go on.
  private var conditions: [TrainingCondition] { validation.conditions + network.conditions }

  func run() throws {
    try output.check(for: Tagger.kind, reading: validation.inputs(treebank))
    try validation.keepInputs(treebank)
    let (learned, measured) = try validation.split(TaggedSentences(path: treebank)) { TaggedSentences(path: $0) }
    let vocabulary = try TaggerVocabulary(
      fittedTo: learned, unit: network.unit.kind, minimumCount: network.minCount,
      normalization: network.normalization.form)
    Console.noteAlike(vocabulary.tags, "tags")
    try kernels.withKernels(trainingOn: training.ranks) { compute in
      let tagger = try Tagger(network.configuration, vocabulary: vocabulary, seed: training.seed)
      let corpus = try tagger.corpus(learned)
      let validationCorpus = try measured.map { try tagger.corpus($0) }
      Console.talk(
        """
        treebank: \(Figures.count(corpus.sentenceCount)) sentences of \(Figures.count(corpus.wordCount)) words to train \
        on, \(Figures.count(validationCorpus?.sentenceCount ?? 0)) to validate on
        known: \(Figures.count(vocabulary.tags.count)) tags, \(Figures.count(vocabulary.words.count)) words, \
        \(Figures.count(vocabulary.characters.vocabulary.count)) characters
        model: \(network.layers.summary)\(network.layers.cell == .none ? "" : ", both directions"), \
        \(Figures.count(tagger.parameterCount)) parameters
        kernels: \(compute.summary)
        """)
      Console.noteForeignTags(validationCorpus?.foreignTagCount ?? 0)
      let about = corpus.section("What it learns from")
      var session = TrainingSession(
        model: tagger, output: output, conditions: conditions, json: json,
        next: "recurrent tag predict \(output.out.shellWord) FILE",
        facts: [
          Fact("treebank", treebank), Fact("sentences to train on", corpus.sentenceCount),
          Fact("words in them", corpus.wordCount),
          Fact("sentences to validate on", validationCorpus?.sentenceCount ?? 0),
        ],
        sections: { _ in (validationCorpus.map(tagger.sections) ?? []) + [about] })
      try session.run(epochs: training.epochs) {
        try tagger.train(
          on: corpus, validation: validationCorpus, recipe: training.recipe, checkpoints: $0, callbacks: $1,
          observer: $2)
      }
    }
  }
}

extension Console {
  /// Tags that training had not make a tagger look worse than it is.
  static func noteForeignTags(_ count: Int) {
    guard count > 0 else { return }
    talk("note: words with tags that training had not, which cannot be right: \(Figures.count(count))")
  }
}
