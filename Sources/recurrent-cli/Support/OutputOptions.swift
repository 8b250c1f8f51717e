import ArgumentParser
import Recurrent
import RecurrentFoundation

/// Where a command that trains leaves its model, and what it leaves to go on from.
struct OutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A folder for the model.", valueName: "dir"))
  var out: String

  @Flag(
    help: """
      Go on from the last checkpoint in --out, to the very bits of a training that was never stopped. Where there is \
      none yet, start from the beginning. Data and options must be the same, but for --epochs, --threads and the number of \
      processes under mpirun.
      """)
  var resume = false

  @Option(
    help: ArgumentHelp(
      """
      When to save a checkpoint: 10m, 90s, 500steps, never. The default is every ten minutes, and at an epoch's end \
      after more than 30 s, as long as saving takes at most 1% of the time.
      """, valueName: "when"))
  var checkpointEvery: CheckpointSchedule?

  @Option(
    help: ArgumentHelp(
      """
      What the model's folder stores weights as; f16 and bf16 take half the bytes. Training goes on in f32 all the same, \
      and so do its checkpoints.
      """, valueName: WeightType.names))
  var weights = WeightType.float32

  @Option(
    help: ArgumentHelp(
      """
      A page about the training for a browser, written anew as it goes on; none: no page. The default is report.html in \
      --out.
      """, valueName: "file|none"))
  var report: String?

  @Option(help: ArgumentHelp("Write event files for TensorBoard into this folder.", valueName: "dir"))
  var tensorboard: String?

  /// nil: none.
  var reportPath: String? { report == "none" ? nil : report ?? "\(out)/\(ModelFile.report)" }

  /// What `train` says of it.
  static let discussion = """
    After each epoch the model is measured on the validation data, and the folder of --out holds the best so far; \
    without validation data it holds the last epoch's. Ctrl-C and SIGTERM stop early and save a checkpoint first, from \
    which --resume goes on: the folder keeps that model, or, in the first epoch, what was learned so far. The last two \
    checkpoints stay in its folder .checkpoint; with more --epochs a finished training goes on too. A copy without them \
    is 'cp dir/* copy'.
    """

  func validate() throws {
    try Destination.requirePath(out, "--out")
    if let tensorboard { try Destination.requirePath(tensorboard, "--tensorboard") }
  }

  /// Before hours of training, not after.
  ///
  /// - Parameters:
  ///   - kind: of the model.
  ///   - inputs: the files of data.
  func check(for kind: String, reading inputs: [String]) throws {
    // Of several processes the first alone writes.
    guard MPICommunicator.startedRank == 0 else { return }
    if report != nil, let path = reportPath {
      try PageFile.requireReplaceable(path, "--report", reading: inputs)
    } else if let path = reportPath {
      try Destination.require(path, "--out", reading: inputs)
    }
    if let folder = try? ModelFolder(reading: out), folder.isQuantized {
      throw Failure(
        status: .cannotCreate, message: "\(out): its weights are int8, which do not learn",
        hint: "Give --out another folder; the model that they were made from learns on in its own.")
    }
    do {
      try ModelFolder.checkWritable(out, for: kind)
    } catch let error as FileError {
      throw Failure(status: .cannotCreate, message: "\(error)", hint: "Give --out a folder that can be written.")
    }
    try TrainingLock.requireFree(out)
  }
}

extension WeightType: ExpressibleByArgument {
  static let names = allCases.map(\.rawValue).joined(separator: "|")
}

extension CheckpointSchedule: ExpressibleByArgument {
  /// `10m`, `90s`, `1h`, `500steps`, `never`.
  public init?(argument: String) {
    if argument == "never" {
      self = .never
      return
    }
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int(digits), (1...1_000_000_000).contains(count) else { return nil }
    switch argument.dropFirst(digits.count) {
    case "steps": self = .steps(count)
    case "s": self = .seconds(Double(count))
    case "m": self = .seconds(60 * Double(count))
    case "h": self = .seconds(3600 * Double(count))
    default: return nil
    }
  }
}
