import ArgumentParser
import Recurrent

/// `recurrent bench`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast this machine trains and runs networks.",
    discussion: """
      A cases file is a JSON array. Layers alone, timed forward and with their gradients ("cell" is rnn, lstm or gru; \
      one sequence of one step is timed as a stream):
        {"name": "a", "cell": "lstm", "N": 32, "T": 100, "D": 128, "H": 256}
      with "layers" (default 1), "bi" (false) and "train" (true). Whole training steps of a language model:
        {"name": "b", "cell": "lstm", "V": 10000, "E": 200, "H": 200, "N": 20, "T": 20}
      with "layers" (1), "dropout" (0) and "optimizer" (sgd or adam). N is the batch, T the steps, D, E, H the sizes \
      of input, embedding and state, V the vocabulary. Every figure is a median.

      EXAMPLES:
        recurrent bench --cases cases.json
        recurrent bench --cases cases.json --backend blas --threads 1 --json
      """
  )

  @Option(help: ArgumentHelp("What to measure: a JSON file.", valueName: "file"))
  var cases: String

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How long to measure for each figure.", valueName: "seconds"))
  var seconds = 2.0

  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print each case's figures as one line of JSON.")
  var json = false

  func validate() throws {
    try OptionRange.check(seconds > 0 && seconds <= 3600, "--seconds", seconds, "above 0 and at most 3600")
  }

  func run() throws {
    let cases = try BenchCase.read(from: cases)
    try kernels.withKernels { compute in
      Console.talk("processor: \(Processor.name)")
      Console.talk("kernels: \(compute.summary)")
      Console.talk("BLAS: \(Kernels.blasLibrary)")
      let width = (cases.map(\.name.count).max() ?? 0) + 2
      for benchCase in cases {
        let figures = try benchCase.measure(Stopwatch(budget: .seconds(seconds)))
        Console.print(
          json
            ? figures.jsonLine(case: benchCase.name, peer: "recurrent \(compute.backend.name)")
            : Columns.padded(benchCase.name, to: width) + figures.summary)
      }
    }
  }
}

extension BenchCase {
  fileprivate func measure(_ stopwatch: Stopwatch) throws -> BenchFigures {
    switch work {
    case .layers(let layers): try layers.measure(stopwatch)
    case .languageModel(let model): try model.measure(stopwatch)
    }
  }
}
