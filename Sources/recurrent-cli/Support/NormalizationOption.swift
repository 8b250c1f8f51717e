import ArgumentParser
import Recurrent
import RecurrentFoundation

/// The form in which a task reads its texts.
struct NormalizationOption: ParsableArguments {
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case nfc, nfkc
  }

  @Option(
    help: ArgumentHelp(
      """
      Read texts in one of Unicode's forms: nfc makes one character of a letter and its accents, nfkc also takes for one \
      what only looks different, as wide letters. The default is to read them as they stand.
      """, valueName: "form"))
  var normalize: Form?

  var form: NormalizationForm? { normalize.flatMap { NormalizationForm(rawValue: $0.rawValue) } }

  var conditions: [TrainingCondition] { normalize.map { [.option("normalize", $0.rawValue)] } ?? [] }
}

extension Console {
  /// Warns of labels that people take for one.
  static func noteAlike(_ labels: Vocabulary, _ what: String) {
    for (tokens, form) in labels.alikeTokens {
      let names = tokens.map { "\($0.quoted) (\($0.codePoints))" }.joined(separator: " and ")
      talk(
        "warning: the \(what) \(names) differ in their Unicode form alone: --normalize \(form.rawValue) makes them one")
    }
  }
}

extension String {
  /// `U+0065 U+0301`.
  fileprivate var codePoints: String {
    unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }.joined(separator: " ")
  }
}
