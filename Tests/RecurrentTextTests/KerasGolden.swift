import Foundation

/// What Keras gave: see Golden/make_keras_text.py.
struct KerasGolden: Decodable {
  struct Options: Decodable {
    let numWords: Int?
    let filters: String?
    let lower: Bool?
    let split: String?
    let charLevel: Bool?
    let oovToken: String?
  }

  /// A word and a number, in an array.
  struct Counted: Decodable, Equatable {
    let word: String
    let number: Int

    init(_ word: String, _ number: Int) {
      self.word = word
      self.number = number
    }

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      word = try container.decode(String.self)
      number = try container.decode(Int.self)
    }

    /// By scalars: `String` takes composed and decomposed characters for equal.
    static func == (first: Self, second: Self) -> Bool {
      first.word.utf8.elementsEqual(second.word.utf8) && first.number == second.number
    }
  }

  struct Outcome: Decodable {
    let options: Options
    let texts: [String]
    let unseen: [String]
    let wordCounts: [Counted]
    let wordDocs: [Counted]
    let wordIndex: [Counted]
    let indexDocs: [[Int]]
    let documentCount: Int
    let sequences: [[Int32]]
    let textsAgain: [String]
    let matrices: [String: [[Float]]]
    let json: String
  }

  struct Words: Decodable {
    let wordIndex: [Counted]
    let indexDocs: [[Int]]
    let documentCount: Int
    let sequences: [[Int32]]
    let tfidf: [[Float]]
  }

  struct Padded: Decodable {
    let maxlen: Int?
    let padding: String
    let truncating: String
    let value: Int
    let result: [[Int]]
  }

  let tokenizers: [Outcome]
  let words: Words
  let padded: [Padded]

  static let shared: KerasGolden = {
    let url = Bundle.module.url(forResource: "keras_text", withExtension: "json", subdirectory: "Golden")!
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try! decoder.decode(KerasGolden.self, from: Data(contentsOf: url))
  }()
}
