import ArgumentParser
import Recurrent

/// Says of a setting out of its range which option gave it.
enum OptionRange {
  static func check<Value>(_ isInRange: Bool, _ option: String, _ value: Value, _ requirement: String) throws {
    guard isInRange else { throw ValidationError("\(option) must be \(requirement), not \(value).") }
  }

  /// The library knows the ranges; here its names become those of the options.
  static func check(_ validate: () throws -> Void) throws {
    do {
      try validate()
    } catch let error as ConfigurationError {
      try check(false, option(for: error.setting), error.value, error.requirement)
    }
  }

  /// `hiddenSize` is `--hidden`, `decayAfter` is `--decay-after`.
  private static func option(for setting: String) -> String {
    let exceptions = [
      "embeddingSize": "--embedding", "hiddenSize": "--hidden", "batchSize": "--batch", "initialRange": "--init-range",
      "tiesWeights": "--tie-weights", "topK": "--top-k", "characterEmbeddingSize": "--char-embedding",
      "characterHiddenSize": "--char-hidden", "maximumLength": "--max-length", "conditionSize": "--condition",
      "averaging": "--average",
    ]
    if let option = exceptions[setting] { return option }
    let words = setting.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }
    return "--" + words.joined()
  }
}
