import ArgumentParser
import Recurrent

/// `--unit`.
enum UnitName: String, ExpressibleByArgument, CaseIterable {
  case char, word, jamo, bpe

  var kind: UnitKind {
    switch self {
    case .char: .character
    case .word: .word
    case .jamo: .jamo
    case .bpe: .bytePair
    }
  }

  /// Many of them.
  var plural: String {
    switch self {
    case .char: "characters"
    case .word: "words"
    case .jamo: "jamo"
    case .bpe: "byte pairs"
    }
  }

  /// Checks what `--vocabulary` says.
  func check(vocabulary: Int?) throws {
    guard let vocabulary else { return }
    // The 256 bytes, and whatever special tokens a task has.
    let least = self == .bpe ? 300 : 2
    try OptionRange.check(
      (least...1_000_000).contains(vocabulary), "--vocabulary", vocabulary, "\(least) to 1000000 for \(rawValue)")
  }
}
