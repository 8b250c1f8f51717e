import Recurrent

/// Counts of right and wrong tags.
struct TagTally {
  /// Its last class are all tags that training had not: such words are never right.
  private(set) var confusion: ConfusionMatrix
  private var unknownWords = (all: 0, right: 0)
  private var sentences = (all: 0, right: 0)

  init(tagCount: Int) { confusion = ConfusionMatrix(classes: tagCount + 1) }

  /// - Parameter right: -1 for a tag that training had not.
  mutating func add(found: [Int32], right: [Int32], isUnknown: [Bool]) {
    sentences.all += 1
    sentences.right += found == right ? 1 : 0
    for ((found, right), isUnknown) in zip(zip(found, right), isUnknown) {
      confusion.add(actual: right < 0 ? confusion.classes - 1 : Int(right), predicted: Int(found))
      if isUnknown {
        unknownWords.all += 1
        unknownWords.right += found == right ? 1 : 0
      }
    }
  }

  var exactMatch: Double { share(sentences) ?? 0 }
  var unknownAccuracy: Double? { share(unknownWords) }

  private func share(_ counts: (all: Int, right: Int)) -> Double? {
    counts.all > 0 ? Double(counts.right) / Double(counts.all) : nil
  }
}
