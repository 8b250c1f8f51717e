import ArgumentParser
import Recurrent
import RecurrentFoundation

/// What a command that trains validates on.
struct ValidationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A file to validate on.", valueName: "file"))
  var valid: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Without --valid: so large a part of the training data, to within one example, is for validation, 0 for none. The \
      default is 0.1.
      """,
      valueName: "x"))
  var validFraction: Double?

  var conditions: [TrainingCondition] { valid == nil ? [.option("valid_fraction", fraction)] : [] }

  /// The part to validate on where no file is named.
  var fraction: Double { validFraction ?? 0.1 }

  /// What is learned from, and `--valid`.
  func inputs(_ data: String) -> [String] { [data] + (valid.map { [$0] } ?? []) }

  /// Lets them be read as often as is needed, whatever they are.
  func keepInputs(_ data: String) throws {
    let inputs = inputs(data)
    // The second would find nothing left of it.
    guard !inputs.allSatisfy(KeptInput.namesStandardInput) || inputs.count < 2 else {
      throw ValidationError("standard input cannot be both what is learned from and --valid: give a file for one.")
    }
    for path in inputs { try KeptInput.keep(path) }
  }

  func validate() throws {
    guard valid == nil || validFraction == nil else {
      throw ValidationError("--valid and --valid-fraction exclude each other.")
    }
    try OptionRange.check((0..<1).contains(fraction), "--valid-fraction", fraction, "at least 0 and below 1")
  }

  /// What to train on, and what to validate on.
  ///
  /// - Parameter validationFile: the file of this name, in the form of the other.
  func split<File: ExampleFile>(_ file: File, validationFile: (String) -> File) throws -> (File, File?) {
    if let valid { return (file, validationFile(valid)) }
    let (training, validation) = try file.split(validationFraction: fraction)
    if validation == nil { noteNone() }
    return (training, validation)
  }

  /// Says that there is nothing to validate on, unless none was wanted.
  func noteNone() {
    guard fraction > 0 else { return }
    Console.talk(
      "note: so little data leaves nothing to validate on, so the last epoch's model is kept; --valid or a larger "
        + "--valid-fraction gives some")
  }
}
