import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent generate predict`.
struct GeneratorPredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Write texts of a label, a line each.",
    discussion: """
      \(String.onOneLineHelp) <unk>, which stands for units that the model does not know, is never written.

      EXAMPLES:
        recurrent generate predict surnames --label Korean
        recurrent generate predict surnames --label Greek --count 20 --temperature 0.7
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Option(help: ArgumentHelp("What to write: one of the labels that were learned.", valueName: "name"))
  var label: String

  @Option(parsing: .unconditional, help: ArgumentHelp("How many texts to write.", valueName: "n"))
  var count = 10

  @Option(parsing: .unconditional, help: ArgumentHelp("Where a text ends at the latest, in units.", valueName: "n"))
  var maxLength = 200

  @OptionGroup var sampling: SamplingOptions
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print a line of JSON for each text.")
  var json = false

  func validate() throws {
    try OptionRange.check((1...1_000_000).contains(count), "--count", count, "1 to 1000000")
    try OptionRange.check((1...1_000_000).contains(maxLength), "--max-length", maxLength, "1 to 1000000")
  }

  func run() throws {
    try kernels.withKernels { _ in
      let generator = try SequenceGenerator(contentsOf: model)
      let texts = try generator.texts(
        of: label, count: count, sampling: sampling.sampling, maximumLength: maxLength, seed: sampling.chosenSeed)
      for text in texts {
        Console.print(json ? JSONValue.object(["label": .string(label), "text": .string(text)]).text : text.onOneLine)
      }
    }
  }
}
