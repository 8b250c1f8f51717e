/// Small texts with something to learn in them, the same at every call.
public enum SampleText {
  /// Sentences of a small grammar, one a line: "the small cat sees a red house ."
  public static func sentences(_ count: Int, seed: UInt64 = 1) -> String {
    var chance = SmallGenerator(state: seed)
    func pick(_ words: [String]) -> String { chance.pick(words) }
    func noun() -> String { "\(pick(articles)) \(pick(adjectives)) \(pick(nouns))" }
    return (0..<count).map { _ in "\(noun()) \(pick(verbs)) \(noun()) .\n" }.joined()
  }

  /// The same as a Penn Treebank file has it: a space at each end of a line, rare words as `<unk>`.
  public static func treebank(_ count: Int, seed: UInt64 = 1) -> String {
    sentences(count, seed: seed).split(separator: "\n").enumerated().map { index, line in
      let words = line.split(separator: " ").dropLast()
      let kept = words.enumerated().map { index % 7 == 3 && $0.offset == 1 ? "<unk>" : String($0.element) }
      return " " + kept.joined(separator: " ") + " \n"
    }.joined()
  }

  private static let articles = ["the", "a", "every"]
  private static let adjectives = ["small", "red", "old", "quiet"]
  private static let nouns = ["cat", "house", "river", "train", "king"]
  private static let verbs = ["sees", "likes", "finds", "leaves"]
}

/// A linear congruential generator (Knuth's MMIX constants): enough to pick words.
struct SmallGenerator {
  var state: UInt64

  mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[Int(next() >> 33) % choices.count] }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state
  }
}
