import ArgumentParser
import Recurrent

/// `recurrent lm generate`.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write text with a language model.",
    discussion: """
      The text appears as it is written. It begins with the prompt; without one, at the beginning of a line.

      EXAMPLES:
        recurrent lm generate model
        recurrent lm generate model --prompt "Once upon a time" --temperature 0.7
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Option(help: ArgumentHelp("The text to go on from.", valueName: "s"))
  var prompt = ""

  @Option(parsing: .unconditional, help: ArgumentHelp("How many characters or words to write.", valueName: "n"))
  var length = 500

  @Flag(help: "Never write <unk>, which stands for words that the model does not know.")
  var noUnknown = false

  @OptionGroup var sampling: SamplingOptions
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  func validate() throws {
    try OptionRange.check(length >= 0, "--length", length, "at least 0")
  }

  func run() throws {
    try kernels.withKernels { _ in
      let model = try LanguageModel(contentsOf: model)
      var sampling = sampling.sampling
      sampling.allowsUnknown = !noUnknown
      let text = try Failure.naming("--prompt") {
        try model.text(
          after: prompt, length: length, sampling: sampling, seed: self.sampling.chosenSeed)
      }
      Console.write(prompt)
      for piece in text { Console.write(piece) }
      Console.write("\n")
    }
  }
}
