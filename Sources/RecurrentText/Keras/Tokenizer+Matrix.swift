import RecurrentFoundation

extension Tokenizer {
  /// What a column of a text's row says about its word.
  public enum MatrixMode: String, Sendable, CaseIterable {
    /// 1 where the word occurs.
    case binary
    /// How often it occurs.
    case count
    /// `(1 + ln count) ln(1 + documents / (1 + documents with the word))`.
    case tfidf
    /// How often it occurs, over the length of the sequence.
    case freq
  }

  /// A row for each text and a column for each index, 0 included: `[texts, numWords]`, without a limit as many columns
  /// as words and one.
  public func textsToMatrix(_ texts: some Sequence<String>, mode: MatrixMode = .binary) -> [[Float]] {
    sequencesToMatrix(textsToSequences(texts), mode: mode)
  }

  /// As ``textsToMatrix(_:mode:)``, for sequences of indices. Indices without a column count for the length alone.
  public func sequencesToMatrix(_ sequences: some Sequence<[Int32]>, mode: MatrixMode = .binary) -> [[Float]] {
    let limit = numWords ?? 0
    precondition(
      limit > 0 || !indexOfWord.isEmpty, "Tokenizer.sequencesToMatrix: give numWords, or fit on some texts first")
    precondition(mode != .tfidf || documentCount > 0, "Tokenizer.sequencesToMatrix: fit on some texts before tfidf")
    let columns = limit > 0 ? limit : indexOfWord.count + 1
    return sequences.map { row(of: $0, columns: columns, mode: mode) }
  }

  private func row(of sequence: [Int32], columns: Int, mode: MatrixMode) -> [Float] {
    var counts: [Int32: Int] = [:]
    for index in sequence {
      precondition(index >= 0, "Tokenizer.sequencesToMatrix: indices must not be negative, got \(index)")
      if index < columns { counts[index, default: 0] += 1 }
    }
    var row = [Float](repeating: 0, count: columns)
    for (index, count) in counts {
      row[Int(index)] =
        switch mode {
        case .binary: 1
        case .count: Float(count)
        case .freq: Float(Double(count) / Double(sequence.count))
        case .tfidf: tfidf(count: count, documents: indexDocs[index, default: 0])
        }
    }
    return row
  }

  private func tfidf(count: Int, documents: Int) -> Float {
    let frequency = 1 + log(Double(count))
    let rarity = log(1 + Double(documentCount) / Double(1 + documents))
    return Float(frequency * rarity)
  }
}
