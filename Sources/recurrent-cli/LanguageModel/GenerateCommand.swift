import ArgumentParser
import RecurrentTasks

/// `recurrent lm generate`.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write text with a language model.",
    discussion: """
      The text appears as it is written. It begins with the prompt; without one, at the beginning of a line.

      EXAMPLES:
        recurrent lm generate model
        recurrent lm generate model --prompt "Once upon a time" --length 1000 --temperature 0.7 --seed 3
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "dir"))
  var model: String

  @Option(help: ArgumentHelp("The text to go on from.", valueName: "s"))
  var prompt = ""

  @Option(parsing: .unconditional, help: ArgumentHelp("How many characters or words to write.", valueName: "n"))
  var length = 500

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Below 1 the text keeps to what is likely, above 1 it dares more; 0 always takes the likeliest.", valueName: "x"))
  var temperature = 1.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Choose among the n likeliest only. The default is all.", valueName: "n"))
  var topK: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same seed writes the same text. The default is another each time.", valueName: "n"))
  var seed: UInt64?

  @OptionGroup(title: "Computing") var kernels: KernelOptions

  func validate() throws {
    try OptionRange.check(length >= 0, "--length", length, "at least 0")
    try OptionRange.check { try sampling.validate() }
  }

  func run() throws {
    try kernels.withKernels { _ in
      let model = try LanguageModel(contentsOf: model)
      let text = try Failure.naming("--prompt") {
        try model.text(
          after: prompt, length: length, sampling: sampling, seed: seed ?? UInt64.random(in: .min ... .max))
      }
      Console.write(prompt)
      for piece in text { Console.write(piece) }
      Console.write("\n")
    }
  }

  private var sampling: Sampling { Sampling(temperature: temperature, topK: topK) }
}
