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
      none yet, start from the beginning. Data and options must be the same, but for --epochs, --threads, the number of \
      processes under mpirun, --backend and --precision, and what is written: --weights, --checkpoint-every, --report, \
      --tensorboard, --json.
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
    try Destination.requirePath(out, "--out", as: .folder)
    if let tensorboard { try Destination.requirePath(tensorboard, "--tensorboard", as: .folder) }
  }

  /// Before hours of training, not after.
  ///
  /// - Parameters:
  ///   - kind: of the model.
  ///   - inputs: the files of data.
  func check(for kind: String, reading inputs: [String]) throws {
    // Of several processes the first alone writes.
    guard MPICommunicator.startedRank == 0 else { return }
    try checkReport(reading: inputs)
    try checkTensorBoard()
    if let folder = try? ModelFolder(reading: out), folder.isQuantized {
      throw Failure(
        status: .cannotCreate, message: "\(out): its weights are int8, which do not learn",
        hint: "Give --out another folder; the model that they were made from learns on in its own.")
    }
    try Destination.requireWritable("--out") { try ModelFolder.checkWritable(out, for: kind) }
    try TrainingLock.requireFree(out)
  }

  private func checkReport(reading inputs: [String]) throws {
    guard let path = reportPath else { return }
    guard report != nil, steps(inside: path)?.first != ModelFile.report[...] else {
      return try Destination.requireUnread(path, "--out", reading: inputs)
    }
    try requireOutside(path, "--report", "Leave --report out, and it is \(out)/\(ModelFile.report).")
    try PageFile.require(path, "--report", as: .live, reading: inputs)
  }

  private func checkTensorBoard() throws {
    guard let tensorboard else { return }
    try requireOutside(tensorboard, "--tensorboard", "Give --tensorboard a folder beside \(out).")
    try Destination.requireWritable("--tensorboard") { try FileSystem.checkWritable(folder: tensorboard) }
  }

  /// A folder that is to become a model's holds nothing else before, and its checkpoints are by themselves.
  private func requireOutside(_ path: String, _ option: String, _ hint: String) throws {
    guard let steps = steps(inside: path) else { return }
    let isModel = (try? ModelFolder.isModel(out)) == true
    if let name = steps.first, name != CheckpointFolder.name, isModel || name.hasPrefix(".") { return }
    throw Failure(
      status: .cannotCreate,
      message: "\(option) \(path): in the folder of --out, which takes a model only where nothing else is", hint: hint)
  }

  /// What a path goes through inside the folder of `--out`, nothing where it is that folder; nil: it leads elsewhere.
  private func steps(inside path: String) -> ArraySlice<Substring>? {
    func steps(_ path: String) -> [Substring] {
      (path.hasPrefix("/") ? ["/"] : []) + path.split(separator: "/").filter { $0 != "." }
    }
    let (folder, path) = (steps(out), steps(path))
    return path.starts(with: folder) ? path.dropFirst(folder.count) : nil
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
