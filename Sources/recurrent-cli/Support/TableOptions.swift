import ArgumentParser
import Recurrent
import RecurrentFoundation

/// How the fields of a table are separated.
struct DelimiterOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What stands between a table's fields: a character, or tab. Fields may be in double quotes, but not between tabs. The default is a comma where the file's name ends in .csv, else a tab; of standard input the header tells.",
      valueName: "c"))
  var delimiter: Separator?

  /// nil: by the ending of the file's name.
  var format: TableFormat? {
    delimiter.map { TableFormat(delimiter: $0.scalar, hasQuotes: $0.scalar != "\t") }
  }

  func validate() throws {
    guard let delimiter else { return }
    guard delimiter.scalar.isASCII, !["\n", "\r", "\""].contains(delimiter.scalar) else {
      throw ValidationError("--delimiter must be an ASCII character, and neither a line end nor a quote.")
    }
  }
}

/// How a table of numbers is written.
struct NumberTableOptions: ParsableArguments {
  @OptionGroup var delimiter: DelimiterOption
  @OptionGroup var numbers: NumberFormatOptions

  /// The format of a file, or of a folder's files, which is that of the first.
  func format(of path: String) -> TableFormat { numbers.format(of: path, delimiter) }

  /// As they were given, for a command line that reads the same file.
  var arguments: String {
    (delimiter.delimiter.map { " --delimiter \($0.argument)" } ?? "") + numbers.arguments
  }
}

/// How the numbers of a table are written.
struct NumberFormatOptions: ParsableArguments {
  @Flag(help: "Numbers have a comma before their decimals: 1234,5.")
  var decimalComma = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What may stand between groups of three digits. The default is nothing.", valueName: "c"))
  var thousands: Separator?

  private var decimalSeparator: Unicode.Scalar { decimalComma ? "," : "." }

  /// The format of a file, or of a folder's files, which is that of the first.
  func format(of path: String, _ delimiter: DelimiterOption) -> TableFormat {
    let folder = (try? FileSystem.kind(of: path)) == .folder ? try? SeriesFolder(contentsOf: path) : nil
    var format = delimiter.format ?? TableFormat(path: folder?.tables.first ?? path)
    format.numbers = NumberFormat(decimalSeparator: decimalSeparator, groupSeparator: thousands?.scalar)
    return format
  }

  fileprivate var arguments: String {
    (decimalComma ? " --decimal-comma" : "") + (thousands.map { " --thousands \($0.argument)" } ?? "")
  }

  func validate() throws {
    guard thousands?.scalar != decimalSeparator else {
      throw ValidationError("--thousands \(thousands!.argument) is what stands before decimals.")
    }
  }
}

/// One character, or the word `tab`.
struct Separator: ExpressibleByArgument {
  let scalar: Unicode.Scalar

  init?(argument: String) {
    let names: [String: Unicode.Scalar] = ["tab": "\t", "\\t": "\t", "space": " "]
    let scalars = argument.unicodeScalars
    guard let scalar = names[argument] ?? (scalars.count == 1 ? scalars.first : nil) else { return nil }
    self.scalar = scalar
  }

  /// In quotes for a shell.
  var argument: String { scalar == "\t" ? "tab" : "'\(scalar)'" }
}
