import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent translate predict`.
struct TranslatePredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Translate texts.",
    discussion: """
      Each line is a text; its translation is printed on a line. White space around a text is left out, and an empty \
      line stays empty. \(String.onOneLineHelp)

      EXAMPLES:
        recurrent translate predict translator sentences.txt
        echo "june 5 2013" | recurrent translate predict dates --beam 1
        recurrent translate predict dates --text "june 5 2013" --attention map.svg
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("The texts: a UTF-8 file. The default is standard input, as is -.", valueName: "file"))
  var file: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Translate this text instead.", valueName: "s"))
  var text: String?

  @Option(
    help: ArgumentHelp(
      "Draw what was looked at for each unit of --text's translation: an SVG picture.", valueName: "file"))
  var attention: String?

  @OptionGroup(title: "Search") var search: SearchOptions
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print a line of JSON for each text.")
  var json = false

  func validate() throws {
    guard file == nil || text == nil else { throw ValidationError("A file and --text exclude each other.") }
    guard attention == nil || text != nil else { throw ValidationError("--attention needs --text.") }
    guard text.map(Self.trimmed) != "" else { throw ValidationError("--text must not be empty.") }
  }

  func run() throws {
    if let attention { try PictureFile.require(attention, "--attention", reading: [model]) }
    try kernels.withKernels { _ in
      let translator = try Translator(contentsOf: model)
      if let text {
        try translate(Self.trimmed(text), by: translator)
      } else {
        let path = file ?? "-"
        try AnsweredInput.read(path) { try translateLines(of: path, by: translator) }
      }
    }
  }

  private func translate(_ text: String, by translator: Translator) throws {
    let (translation, map): (String, AttentionMap)
    do {
      (translation, map) = try translator.attention(to: text, search: search.search)
    } catch let error as TextTooLong {
      throw Failure(status: .unusableData, message: "--text: \(error)")
    }
    if let attention { try TextFile.write(map.svg, to: attention) }
    show(text, translation)
  }

  private func translateLines(of path: String, by translator: Translator) throws {
    let reader = try LineReader(path: path)
    // As many as keep the kernels busy; long ones by their bytes.
    let lines = Chunks(
      size: 256, weight: { 1 + $0.text.utf8.count / 4096 }, isReady: { reader.isReady }, next: reader.next)
    try lines.read { lines in
      let texts = lines.map { Self.trimmed($0.text) }
      do {
        try show(texts, by: translator)
      } catch let error as TextTooLong {
        try show(Array(texts.prefix(error.text)), by: translator)
        throw Failure(status: .unusableData, message: "\(reader.path):\(lines[error.text].number): \(error)")
      }
    }
  }

  private func show(_ texts: [String], by translator: Translator) throws {
    for (text, translation) in zip(texts, try translator.translations(of: texts, search: search.search)) {
      show(text, translation)
    }
  }

  private func show(_ text: String, _ translation: String) {
    Console.print(
      json ? JSONValue.object(["source": .string(text), "target": .string(translation)]).text : translation.onOneLine)
  }

  /// As the pairs of training are.
  private static func trimmed(_ text: some StringProtocol) -> String {
    let trimmed = text.drop(while: \.isWhitespace)
    return String(trimmed.reversed().drop(while: \.isWhitespace).reversed())
  }
}
