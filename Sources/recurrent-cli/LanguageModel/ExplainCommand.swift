import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent lm explain`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show what goes on in a language model while it reads a text.",
    discussion: """
      The page has the probability that was given to each next character; the units that follow something in the text, \
      such as the place in the line, with their states and gates; and how far back in time the gradient reaches, beside \
      that of an RNN, an LSTM and a GRU of the same size as they begin.

      EXAMPLES:
        recurrent lm explain model book.txt --out inside.html
        recurrent lm explain model book.txt --length 800 --units 60
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("The text: a UTF-8 file.", valueName: "text"))
  var text: String

  @Option(help: ArgumentHelp("The page; - is standard output.", valueName: "file"))
  var out = "explain.html"

  @Option(parsing: .unconditional, help: ArgumentHelp("How much of the text is read, in characters.", valueName: "n"))
  var length = 400

  @Option(parsing: .unconditional, help: ArgumentHelp("How many units are shown.", valueName: "n"))
  var units = 24

  @OptionGroup(title: "Computing") var kernels: KernelOptions

  func validate() throws {
    try OptionRange.check((2...5000).contains(length), "--length", length, "2 to 5000")
    try OptionRange.check((1...500).contains(units), "--units", units, "1 to 500")
  }

  func run() throws {
    try PageFile.require(out, "--out", reading: [model, text])
    try kernels.withKernels(training: true) { _ in
      let language = try LanguageModel(contentsOf: model)
      let beginning = try TextReader(path: text).nextChunk().map { String($0.prefix(length)) } ?? ""
      let page = try Failure.naming(text) {
        try language.explanation(of: beginning, units: units, title: model)
      }
      try PageFile.write(page, to: out)
    }
  }
}
