import RecurrentLayers
import RecurrentTraining

/// Counts of right and wrong tags.
struct TagTally {
  /// Its last class are all tags that training had not: such words are never right.
  private var confusion: ConfusionMatrix
  private var unknownWords = (all: 0, right: 0)
  private(set) var sentences = 0
  private var rightSentences = 0
  private var nats = 0.0

  init(tagCount: Int) { confusion = ConfusionMatrix(classes: tagCount + 1) }

  private var foreignTag: Int { confusion.classes - 1 }

  /// Takes in a sentence.
  ///
  /// - Parameter right: -1 for a tag that training had not.
  mutating func add(found: [Int32], right: [Int32], isUnknown: [Bool]) {
    sentences += 1
    rightSentences += found == right ? 1 : 0
    for ((found, right), isUnknown) in zip(zip(found, right), isUnknown) {
      confusion.add(actual: right < 0 ? foreignTag : Int(right), predicted: Int(found))
      if isUnknown {
        unknownWords.all += 1
        unknownWords.right += found == right ? 1 : 0
      }
    }
  }

  /// Takes in -log p of the right tags of some sentences.
  mutating func add(nats: Double) { self.nats += nats }

  var figures: TaggerFigures {
    let foreignTags = confusion.support(of: foreignTag)
    return TaggerFigures(
      accuracy: confusion.accuracy, f1: confusion.macroF1, exactMatch: share(rightSentences, of: sentences) ?? 0,
      unknownAccuracy: share(unknownWords.right, of: unknownWords.all),
      natsPerWord: nats / Double(max(1, confusion.total - foreignTags)), words: confusion.total, sentences: sentences,
      foreignTags: foreignTags)
  }

  private func share(_ part: Int, of all: Int) -> Double? { all > 0 ? Double(part) / Double(all) : nil }
}
