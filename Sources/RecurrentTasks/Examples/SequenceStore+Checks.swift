import RecurrentTraining

/// Examples that were read for another model meet this one's network: what does not fit throws, before anything is
/// computed.
extension SequenceStore {
  /// - Throws: `DataError.unknownToken` unless every token is 0 ..< `count`.
  func requireTokens(below count: Int) throws(DataError) {
    for (example, tokens) in enumerated() {
      guard let wrong = tokens.first(where: { $0 < 0 || $0 >= count }) else { continue }
      throw .unknownToken(Int(wrong), example: example, tokens: count)
    }
  }

  /// - Throws: `DataError.length` where a sequence is longer than a network reads.
  func requireLengths(atMost longest: Int) throws(DataError) {
    for (example, length) in lengths.enumerated() where length > longest {
      throw .length(length, example: example, steps: longest)
    }
  }
}

extension LabeledTokens {
  /// - Throws: `DataError` unless texts and labels are of these.
  func requireFitting(_ vocabulary: LabeledVocabulary) throws(DataError) {
    try texts.requireTokens(below: vocabulary.text.vocabulary.count)
    try requireLabels(labels, below: vocabulary.labels.count)
  }
}

/// - Throws: `DataError.unknownLabel` unless every label is 0 ..< `count`.
func requireLabels(_ labels: [Int32], below count: Int) throws(DataError) {
  for (example, label) in labels.enumerated() where label < 0 || label >= count {
    throw .unknownLabel(Int(label), example: example, classes: count)
  }
}
