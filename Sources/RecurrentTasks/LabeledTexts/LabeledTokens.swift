import RecurrentFormats
import RecurrentFoundation
import RecurrentText
import RecurrentTraining

/// Texts as ids, each with the id of its label.
public struct LabeledTokens: Sendable {
  /// The tokens of each text.
  public private(set) var texts = SequenceStore()
  /// The id of each text's label.
  public private(set) var labels: [Int32] = []
  /// Texts left out because there is nothing in them.
  public private(set) var emptyCount = 0

  /// No texts yet.
  public init() {}

  /// Reads texts one by one, and keeps their ids.
  ///
  /// - Parameter maximumLength: the units of a text after so many are left out.
  /// - Throws: `TextFileError`, ``LabeledTextError``; `FileError`: no room for what memory does not hold.
  public init(_ texts: LabeledTexts, vocabulary: LabeledVocabulary, maximumLength: Int = .max) throws {
    self = try LabeledData(texts, vocabulary: vocabulary, maximumLength: maximumLength).training
  }

  /// How many there are.
  public var count: Int { texts.count }

  /// The same for the same texts and labels.
  var fingerprint: Fingerprint {
    var fingerprint = Fingerprint()
    texts.add(to: &fingerprint)
    fingerprint.add(labels)
    return fingerprint
  }

  mutating func add(_ text: [Int32], label: Int32) throws(FileError) {
    guard !text.isEmpty else {
      emptyCount += 1
      return
    }
    try texts.append(text)
    labels.append(label)
  }
}

/// What a model of labelled texts learns from, and what says how well.
public struct LabeledData: Sendable {
  /// What is learned from.
  public var training: LabeledTokens
  /// Without texts: no validation.
  public var validation: LabeledTokens

  /// What is learned from, and what says how well.
  public init(training: LabeledTokens, validation: LabeledTokens = LabeledTokens()) {
    self.training = training
    self.validation = validation
  }

  /// Reads texts one by one, and keeps their ids.
  ///
  /// - Parameters:
  ///   - draw: which of them are for validation: the same that the vocabulary was made with.
  ///   - maximumLength: the units of a text after so many are left out.
  /// - Throws: `TextFileError`, ``LabeledTextError``; `FileError`: no room for what memory does not hold.
  public init(
    _ texts: LabeledTexts, vocabulary: LabeledVocabulary, validation draw: ValidationDraw = .none,
    maximumLength: Int = .max
  ) throws {
    self.init(training: LabeledTokens())
    var (reader, draw) = (try texts.makeReader(), draw)
    while let example = try reader.next() {
      let label = try vocabulary.labelID(of: example)
      let text = Array(try vocabulary.text.encode(example.text).prefix(maximumLength))
      if draw.next(label: vocabulary.labelName(example.label ?? ""), isEmpty: example.text.isEmpty) {
        try validation.add(text, label: label)
      } else {
        try training.add(text, label: label)
      }
    }
    guard training.count > 0 else {
      throw LabeledTextError.noTexts(path: texts.path, emptyCount: training.emptyCount)
    }
  }
}
