import ArgumentParser
import Recurrent
import RecurrentFoundation

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

      With --model a call of a model is timed, its inputs being those of 'recurrent run'.

      EXAMPLES:
        recurrent bench --cases cases.json
        recurrent bench --cases cases.json --backend blas --threads 1 --json
        recurrent bench --cases cases.json --precision bf16
        recurrent bench --model silero_vad.onnx --inputs in.npz --threads 1
      """
  )

  @Option(help: ArgumentHelp("What to measure: a JSON file.", valueName: "file"))
  var cases: String?

  @Option(help: ArgumentHelp("Time a call of this model: one that 'recurrent run' takes.", valueName: "model"))
  var model: String?

  @Option(help: ArgumentHelp("The model's inputs, by name.", valueName: "file.npz"))
  var inputs: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How long to measure for each figure.", valueName: "seconds"))
  var seconds = 2.0

  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print each case's figures as one line of JSON.")
  var json = false

  func validate() throws {
    guard (cases == nil) != (model == nil), (model == nil) == (inputs == nil) else {
      throw ValidationError("give either --cases, or --model and --inputs")
    }
    try OptionRange.check(seconds > 0 && seconds <= 3600, "--seconds", seconds, "above 0 and at most 3600")
  }

  func run() throws {
    if let cases { try measure(try BenchCase.read(from: cases)) }
    if let model, let inputs { try measureCall(of: model, inputs) }
  }

  private func measureCall(of path: String, _ inputs: String) throws {
    try kernels.withKernels { compute in
      let seconds = try medianSeconds(of: path, inputs, compute)
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let threads = compute.threads > 0 ? compute.threads : Kernels.defaultThreads
      let line = JSONValue.object([
        ("model", .string(name)), ("peer", .string(compute.peerName)),
        ("threads", .number(threads)), ("run_s", .number(seconds)),
      ])
      Console.print(json ? line.text : "\(name)   \(Figures.fixed(seconds * 1e6, 1)) us a call, threads: \(threads)")
    }
  }

  private func medianSeconds(of path: String, _ inputs: String, _ compute: Compute) throws -> Double {
    let stopwatch = Stopwatch(budget: .seconds(seconds))
    switch try RunnableModel(contentsOf: path, taking: ArrayFile.inputNames(path: inputs), compute: compute) {
    case .graph(let model, _):
      let call = try model.makeCall(like: try ArrayFile.inputs(of: model, path: inputs))
      return try stopwatch.medianSeconds { try call.run() }
    case .layers(let layers):
      let input = try ArrayFile.input(named: layers.inputName, path: inputs)
      return try stopwatch.medianSeconds { _ = try layers.run(input) }
    }
  }

  private func measure(_ cases: [BenchCase]) throws {
    try kernels.withKernels { compute in
      Console.talk("processor: \(Processor.name)")
      Console.talk("kernels: \(compute.summary)")
      Console.talk("BLAS: \(Kernels.blasLibrary)")
      let width = (cases.map(\.name.count).max() ?? 0) + 2
      for benchCase in cases {
        let figures = try benchCase.measure(Stopwatch(budget: .seconds(seconds)))
        Console.print(
          json
            ? figures.jsonLine(case: benchCase.name, peer: compute.peerName)
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
