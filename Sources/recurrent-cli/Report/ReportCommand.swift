import ArgumentParser
import Recurrent
import RecurrentFoundation
import RecurrentReports

/// `recurrent report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Make a page about saved models, for a browser.",
    discussion: """
      The page has the curves of the training, and what the task shows: what a model writes, and with --data where it \
      errs on it. Several models are laid over each other, with what differs in their options.

      EXAMPLES:
        recurrent report model
        recurrent report model --data test.txt --out model.html
        recurrent report small medium large --out sizes.html
      """
  )

  @Argument(help: ArgumentHelp("The models' folders.", valueName: "model"))
  var models: [String]

  @Option(help: ArgumentHelp("What to show the models at work on: a file as for their 'evaluate'.", valueName: "file"))
  var data: String?

  @Option(
    help: ArgumentHelp("Of a forecaster: what came after the ends of the series of --data.", valueName: "file"))
  var actual: String?

  @Option(help: ArgumentHelp("The page; - is standard output.", valueName: "file"))
  var out = "report.html"

  @OptionGroup var columns: LabeledTextOptions
  @OptionGroup var numbers: NumberFormatOptions
  @OptionGroup var pairs: PairOptions
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  func validate() throws {
    if actual != nil, data == nil { throw ValidationError("--actual does nothing without --data.") }
  }

  func run() throws {
    try PageFile.require(out, "--out", reading: models + [data, actual].compactMap(\.self))
    try kernels.withKernels { _ in
      let accounts = try models.map(TrainingAccount.init(contentsOf:))
      let facts = data.map { [Fact("data", $0)] } ?? []
      let page = TrainingPage(accounts, facts: facts, sections: try models.flatMap(sections)).page()
      try PageFile.write(page, to: out)
    }
  }

  /// What a model's task shows; of several, under the names of their folders.
  private func sections(of path: String) throws -> [Section] {
    let shown = SavedModelExhibits(
      path: path, data: data, actual: actual, columns: columns, numbers: numbers, pairs: pairs)
    let sections = try shown.sections()
    return models.count == 1 ? sections : sections.map { Section("\(path): \($0.title)", note: $0.note, $0.exhibits) }
  }
}
