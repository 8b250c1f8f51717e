import ArgumentParser
import Recurrent
import RecurrentFoundation

extension Failure {
  /// What each of the libraries' errors means for a command. They say themselves what is wrong, where, and how to mend
  /// it; a hint is added where the command line knows a way.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as TextFileError: self.init(error)
    case let error as FileError where error.path == ScratchFile.usualFolder:
      self.init(.inputOutput, error, hint: "What memory does not hold goes there; TMPDIR names another folder.")
    case let error as FileError: self.init(error)
    case let error as ModelFolderError: self.init(error)
    case let error as TrainingFailure: self.init(error)
    case let error as CheckpointMismatch: self.init(error)
    case let error as RankError: self.init(error)
    case is CheckpointError:
      self.init(
        .unusableData, error, hint: "Train without --resume; a model that is there stays until the first new one.")
    case is TrainingDivergence:
      self.init(.numericFailure, error, hint: Self.smallSteps)
    case EnvironmentFailure.file(let error): self.init(error)
    case EnvironmentFailure.outOfMemory:
      self.init(
        .machine, error, hint: "Less is needed with a smaller network, batch or file; a training keeps what it saved.")
    case is EnvironmentFailure: self.init(.machine, error)
    case KernelError.outOfMemory: self.init(.machine, error)
    case KernelError.unusableThreads: self.init(.usage, error)
    case is KernelError: self.init(.unusableData, error, hint: "'recurrent kernels' lists what there is.")
    case VocabularyError.unknownTokens:
      self.init(.unusableData, error, hint: "A model trained with --vocabulary N has <unk> for all beyond N.")
    // A model's folder that contradicts itself is a ModelFolderError: here options go too far together.
    case is ConfigurationError, TrainingError.noGradients: self.init(.usage, error)
    case let error as ONNXError: self.init(error)
    case is SafetensorsError, is FormatError, is ForeignModelError, is ONNXExportError, is TorchExportError,
      is DataError,
      is VocabularyError,
      is LabeledTextError,
      is ForecastError,
      is GenerationError:
      self.init(.unusableData, error)
    default: self.init(.inputOutput, error)
    }
  }

  /// Where steps were too large.
  static let smallSteps = "A lower --learning-rate or --clip keeps the steps small."

  /// Says of text that does not go with a model where it came from.
  static func naming<Result>(_ place: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error where error is VocabularyError || error is TrainingFailure {
      throw Failure(error).at(place)
    }
  }

  private init(_ status: ExitStatus, _ error: any Error, hint: String? = nil) {
    self.init(status: status, message: "\(error)", hint: hint)
  }

  /// A name that leads to nothing usable is the caller's to change; a disk that is full or fails half-way is not.
  private init(_ error: FileError) {
    switch error.operation {
    case _ where [EMFILE, ENFILE].contains(error.code): self.init(.machine, error, hint: "'ulimit -n' says how many.")
    case "open", "list": self.init(.noInput, error)
    case "read": self.init([EINVAL, EISDIR].contains(error.code) ? .noInput : .inputOutput, error)
    case "write": self.init(.inputOutput, error)
    default: self.init([ENOSPC, EDQUOT, EFBIG, EIO].contains(error.code) ? .inputOutput : .cannotCreate, error)
    }
  }

  private init(_ error: ONNXError) {
    switch error.problem {
    case .unknownInput, .missingInput, .wrongInput:
      self.init(.unusableData, error, hint: "'recurrent inspect \(error.path)' lists its inputs.")
    default: self.init(.unusableData, error)
    }
  }

  /// By the names of the options.
  private init(_ error: CheckpointMismatch) {
    let differences = error.differences.map { difference in
      switch difference.role {
      case .data: "the \(difference.name) differs"
      case .option, .derived:
        "\(Self.option(difference.name)) was \(difference.saved ?? "not set"), is \(difference.now ?? "not set")"
      }
    }
    self.init(
      status: .usage, message: "the checkpoint is one of another training: " + differences.joined(separator: "; "),
      hint: "Give what was given then, or another --out; without --resume training starts from the beginning.")
  }

  /// `learning_rate` is `--learning-rate`.
  private static func option(_ name: String) -> String {
    guard name.allSatisfy({ $0.isLowercase || $0 == "_" }), name != "model" else { return name }
    return "--" + name.map { $0 == "_" ? "-" : String($0) }.joined()
  }

  private init(_ error: TextFileError) {
    switch error {
    case .missing, .isDirectory, .unreadable: self.init(.noInput, error)
    case .empty, .notUTF8, .malformed, .missingColumn: self.init(.unusableData, error)
    }
  }

  private init(_ error: ModelFolderError) {
    switch error {
    case .noModel: self.init(.noInput, error, hint: "The train commands make models: 'recurrent --help' lists them.")
    case .unfinished:
      self.init(.noInput, error, hint: "The command that began it goes on with --resume; 'recurrent inspect' shows it.")
    case .occupied: self.init(.cannotCreate, error, hint: "Give --out a new or empty folder, or that of a model.")
    case .holdsOtherKind: self.init(.cannotCreate, error)
    case .busy: self.init(.busy, error, hint: "Wait for its end, or give another --out.")
    case .otherKind(_, let found, _): self.init(.unusableData, error, hint: Self.command(for: found))
    case .missingFile, .foreignFormat, .foreignVersion, .otherLayers, .missingCustomObject, .malformed,
      .damaged:
      self.init(.unusableData, error)
    }
  }

  /// What a model of another task is for.
  private static func command(for kind: String) -> String {
    let commands =
      [
        LanguageModel.kind: LanguageModelCommand.self, TextClassifier.kind: ClassifyCommand.self,
        Tagger.kind: TagCommand.self, Translator.kind: TranslateCommand.self,
        SequenceGenerator.kind: GeneratorCommand.self,
        Forecaster.kind: ForecastCommand.self,
      ] as [String: any ParsableCommand.Type]
    guard let name = commands[kind]?.configuration.commandName else {
      return "The program that made it reads it; 'recurrent inspect' shows it."
    }
    return "A \(kind) is for 'recurrent \(name)'."
  }

  private init(_ error: RankError) {
    switch error {
    case .noLibrary, .unusableLibrary:
      self.init(.unusableData, error, hint: "'make mpi' builds the library; RECURRENT_MPI names it.")
    case .shardsNeeded:
      self.init(.usage, error, hint: "--shards says so: with 8, one, two, four or eight share evenly.")
    case .tooFewShards: self.init(.usage, error, hint: "Start fewer processes, or give more --shards.")
    case .differs: self.init(.unusableData, error, hint: "Each process needs the same files and options.")
    case .silent, .failed:
      self.init(.inputOutput, error, hint: "The same command goes on with --resume, on any number of processes.")
    }
  }

  private init(_ error: TrainingFailure) {
    switch error {
    case .textTooShort:
      self.init(.unusableData, error, hint: "Smaller --batch and --steps need less text.")
    case .validationTooShort:
      self.init(.unusableData, error, hint: "Use a longer text.")
    }
  }
}
