/// Counts of right and wrong tags.
struct TagTally {
  private var words = (all: 0, right: 0)
  private var unknownWords = (all: 0, right: 0)
  private var sentences = (all: 0, right: 0)
  /// For each tag how often it was found, how often it was right to be, and both at once.
  private var found: [Int]
  private var wanted: [Int]
  private var hits: [Int]

  init(tagCount: Int) {
    found = [Int](repeating: 0, count: tagCount)
    (wanted, hits) = (found, found)
  }

  mutating func add(found: [Int32], right: [Int32], isUnknown: [Bool]) {
    sentences.all += 1
    sentences.right += found == right ? 1 : 0
    for ((found, right), isUnknown) in zip(zip(found, right), isUnknown) {
      let isHit = found == right
      words.all += 1
      words.right += isHit ? 1 : 0
      if isUnknown {
        unknownWords.all += 1
        unknownWords.right += isHit ? 1 : 0
      }
      self.found[Int(found)] += 1
      if right >= 0 { wanted[Int(right)] += 1 }
      if isHit { hits[Int(right)] += 1 }
    }
  }

  var accuracy: Double { share(words) ?? 0 }
  var exactMatch: Double { share(sentences) ?? 0 }
  var unknownAccuracy: Double? { share(unknownWords) }

  /// F1 = 2 hits / (found + wanted), the mean over the tags that are wanted.
  var meanF1: Double {
    let tags = wanted.indices.filter { wanted[$0] > 0 }
    guard !tags.isEmpty else { return 0 }
    return tags.reduce(0) { $0 + 2 * Double(hits[$1]) / Double(found[$1] + wanted[$1]) } / Double(tags.count)
  }

  private func share(_ counts: (all: Int, right: Int)) -> Double? {
    counts.all > 0 ? Double(counts.right) / Double(counts.all) : nil
  }
}
