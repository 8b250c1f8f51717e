/// Small treebanks with something to learn in them, the same at every call.
public enum SampleTreebank {
  /// Sentences of a small grammar in CoNLL-U. Adjectives end in -ish and verbs in -eth; `saw` is a noun after an article
  /// and a verb after a noun; and every sentence has a name that occurs nowhere else.
  public static func conllu(_ count: Int, seed: UInt64 = 1) -> String {
    var chance = SmallGenerator(state: seed)
    return (0..<count).map { number in
      let words = sentence(using: &chance)
      let lines = words.enumerated().map { index, word in
        "\(index + 1)\t\(word.form)\t_\t\(word.tag)\t_\t_\t\(index == 0 ? 0 : 1)\tdep\t_\t_\n"
      }
      return "# sent_id = \(number + 1)\n" + lines.joined() + "\n"
    }.joined()
  }

  private static func sentence(using chance: inout SmallGenerator) -> [(form: String, tag: String)] {
    var words = [(form: chance.pick(["The", "A", "Every"]), tag: "DET")]
    if chance.pick([true, false]) { words.append((chance.pick(["redd", "smal", "oldd", "dul"]) + "ish", "ADJ")) }
    words.append((chance.pick(["cat", "house", "saw", "king"]), "NOUN"))
    words.append((chance.pick(["saw", "liketh", "findeth", "leaveth"]), "VERB"))
    words.append((chance.name(), "PROPN"))
    return words + [(".", "PUNCT")]
  }
}

/// Pairs of texts with something to learn in them, the same at every call.
public enum SamplePairs {
  /// Words of the letters a to e, a tab, and the same letters from last to first.
  public static func reversals(_ count: Int, seed: UInt64 = 1) -> String {
    var chance = SmallGenerator(state: seed)
    return (0..<count).map { _ in
      let word = (0..<chance.pick([2, 3, 4])).map { _ in chance.pick(["a", "b", "c", "d", "e"]) }
      return word.joined() + "\t" + word.reversed().joined() + "\n"
    }.joined()
  }
}

extension SmallGenerator {
  /// A capital letter and five small ones.
  fileprivate mutating func name() -> String {
    let letters = (0..<6).map { _ in String(UnicodeScalar(UInt8(ascii: "a") + UInt8((next() >> 33) % 26))) }
    return letters[0].uppercased() + letters.dropFirst().joined()
  }
}
