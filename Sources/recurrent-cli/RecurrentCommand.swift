import ArgumentParser
import RecurrentFoundation

/// The command line's root: it names the commands, and turns every error into one line, a hint and an exit code.
@main
struct RecurrentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recurrent",
    abstract: "Train and run recurrent neural networks.",
    discussion: """
      EXAMPLES:
        recurrent lm train book.txt --out model
        recurrent lm generate model --prompt "Once upon a time"
        recurrent tag train treebank.conllu --out tagger
        recurrent translate train pairs.tsv --out translator
        recurrent run silero_vad.onnx in.npz --out out.npz
        recurrent inspect model

      \(ExitStatus.table)
      """,
    version: "recurrent 0.1.0",
    subcommands: [
      LanguageModelCommand.self, ClassifyCommand.self, ForecastCommand.self, TagCommand.self, TranslateCommand.self,
      GeneratorCommand.self, RunCommand.self, ExportCommand.self, ConvertCommand.self, QuantizeCommand.self,
      InspectCommand.self, ReportCommand.self, KernelsCommand.self, BenchCommand.self,
    ]
  )

  static func main() {
    StandardStreams.occupy()
    FileSystem.failBeyondFileSizeLimit()
    EnvironmentFailure.setHandler { Failure($0).exit() }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(with: error)
    }
  }

  private static func end(with error: any Error) -> Never {
    switch exitCode(for: error) {
    // Help and version are thrown too.
    case .success:
      Console.print(fullMessage(for: error))
      exit()
    case .validationFailure: usageFailure(error).exit()
    default: Failure(error).exit()
    }
  }

  /// What the parser says of wrong options, in the form of all other errors. Its full message ends with where to look.
  private static func usageFailure(_ error: any Error) -> Failure {
    let message = message(for: error).split(separator: "\n").joined(separator: " ")
    let pointer = fullMessage(for: error).split(separator: "\n").last { $0.contains("--help") }
    return Failure(status: .usage, message: message, hint: pointer.map { String($0.drop { $0 == " " }) })
  }
}
