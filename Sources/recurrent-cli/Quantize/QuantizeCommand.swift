import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent quantize`.
struct QuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Make a model a quarter of its size: weights of 8 bits.",
    discussion: """
      Each row of a weight becomes whole numbers from -127 to 127 with a scale; biases and norms stay 32-bit floats. All \
      commands take the new folder, and multiply int8 unless --precision says else; it is not trained further, nor \
      exported.

      With --check the model and the new one are measured on a file as for their 'evaluate', and nothing is written where \
      the main figure is worse by more than --tolerance of itself: accuracy of classifiers, taggers and translators, nats \
      per token of language models and generators, the mean squared error of forecasters.

      EXAMPLES:
        recurrent quantize model --out small
        recurrent quantize ptb --out ptb-int8 --check ptb.valid.txt
        recurrent quantize reviews --out reviews-int8 --check ratings_test.txt --text-column document
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Option(help: ArgumentHelp("A folder for the new model.", valueName: "dir"))
  var out: String

  @Option(help: ArgumentHelp("What to measure both models on before anything is written.", valueName: "file"))
  var check: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How much worse the main figure may be. The default is 0.005, half a percent of itself.", valueName: "x"))
  var tolerance: Double?

  @Option(
    help: ArgumentHelp("Of a forecaster: what came after the ends of the series of --check.", valueName: "file"))
  var actual: String?

  private static let usualTolerance = 0.005

  @OptionGroup var columns: LabeledTextOptions
  @OptionGroup var numbers: NumberFormatOptions
  @OptionGroup var pairs: PairOptions

  func validate() throws {
    if actual != nil, check == nil { throw ValidationError("--actual does nothing without --check.") }
    guard ![check, actual].allSatisfy({ $0.map(KeptInput.namesStandardInput) ?? false }) else {
      throw ValidationError("standard input cannot be both --check and --actual: give a file for one.")
    }
    guard let tolerance else { return }
    try OptionRange.check(tolerance >= 0, "--tolerance", tolerance, "at least 0")
    if check == nil { throw ValidationError("--tolerance does nothing without --check.") }
  }

  func run() throws {
    try Kernels.resolveDefault()
    let folder = try ModelFolder(reading: model)
    guard !folder.isQuantized else {
      throw Failure(
        status: .unusableData, message: "\(model): its weights are int8 already",
        hint: "Use it as it is; the model that it was made from can be quantized again.")
    }
    try Destination.require(out, "--out", as: .folder, reading: [model] + [check, actual].compactMap(\.self))
    try ModelFolder.checkWritable(out, for: folder.kind)
    try Destination.requireModelFolder(out, "--out")
    guard actual == nil || folder.kind == Forecaster.kind else {
      throw ValidationError("--actual is of forecasters; \(model) is a \(folder.kind).")
    }
    switch folder.kind {
    case LanguageModel.kind: try quantize(LanguageModel(contentsOf: model), MainFigure.init(of:on:))
    case SequenceGenerator.kind:
      try quantize(SequenceGenerator(contentsOf: model)) { try MainFigure(of: $0, on: columns.texts(at: $1)) }
    case TextClassifier.kind:
      try quantize(TextClassifier(contentsOf: model)) { try MainFigure(of: $0, on: columns.texts(at: $1)) }
    case Tagger.kind: try quantize(Tagger(contentsOf: model), MainFigure.init(of:on:))
    case Translator.kind:
      try quantize(Translator(contentsOf: model)) { try MainFigure(of: $0, on: pairs.pairs($1)) }
    case Forecaster.kind: try quantize(Forecaster(contentsOf: model), figure(of:on:))
    case Sequential.folderKind:
      guard check == nil else {
        throw ValidationError("--check is of tasks' models: how a \(folder.kind) is measured is in its program")
      }
      try Sequential(contentsOf: model).quantized().save(to: out)
    default:
      throw Failure(
        status: .unusableData, message: "\(model): how a \(folder.kind) is made is in the program that made it",
        hint: "There quantize() does it, before the model is saved.")
    }
    try tellSizes()
  }

  /// - Parameter measure: the main figure of a model on the data of `--check`.
  private func quantize<Model: TaskModel>(
    _ model: Model, _ measure: (Model, _ path: String) throws -> MainFigure
  ) throws {
    let quantized = try model.quantized()
    if let check {
      try [check, actual].compactMap(\.self).forEach(KeptInput.keep)
      try require(try measure(model, check), try measure(quantized, check))
    }
    try quantized.save(to: out)
  }

  private func figure(of forecaster: Forecaster, on path: String) throws -> MainFigure {
    func series(_ path: String) throws -> SeriesCollection {
      try forecaster.series(at: path, format: numbers.format(of: path, columns.delimiter))
    }
    do {
      return try MainFigure(of: forecaster, on: series(path), actual: actual.map(series))
    } catch let error as ForecastError {
      var failure = Failure(error)
      if case .tooShort = error, actual == nil { failure.hint = "--actual gives what came after \(path)." }
      throw failure
    }
  }

  private func require(_ before: MainFigure, _ after: MainFigure) throws {
    let figures = "\(before.name): \(before.text) in float32, \(after.text) in int8"
    let tolerance = tolerance ?? Self.usualTolerance
    guard before.worsening(to: after) <= tolerance else {
      throw Failure(
        status: .unusableData,
        message: "\(figures): worse by more than --tolerance \(tolerance) of it; nothing was written",
        hint: "A larger --tolerance takes it all the same.")
    }
    Console.print(figures)
  }

  private func tellSizes() throws {
    let sizes = try [model, out].map { Figures.bytes(try ModelSummary(contentsOf: $0).bytes) }
    Console.talk("Done: weights of \(sizes[0]) are \(sizes[1]) in \(out)")
  }
}
