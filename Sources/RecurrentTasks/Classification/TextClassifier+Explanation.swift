import RecurrentFoundation
import RecurrentReports
import RecurrentText

extension TextClassifier {
  /// What in a text spoke for its label, by occlusion: a part's weight is how far log p(label) falls where the part is
  /// hidden behind `<unk>` (Zeiler and Fergus 2014). This asks the model itself what it would have said; a gradient would
  /// tell of small changes of an embedding, which no text can make, and of each n-gram's table apart.
  package struct Explanation: Sendable {
    package struct Part: Sendable, Equatable {
      package let text: String
      /// In nats; above 0 it spoke for the label, below 0 against it.
      package let weight: Double
    }

    package let label: String
    package let probability: Double
    package let parts: [Part]
  }

  /// The parts are words; of a text of one word its units.
  package func explanation(of text: String) throws(VocabularyError) -> Explanation {
    let text = trimmed(text[...].unicodeScalars)
    let ids = try vocabulary.text.encode(text)
    let parts = try parts(of: text, count: ids.count)
    let unknown = vocabulary.text.vocabulary.required(.unknown)
    let read = Array(ids.prefix(configuration.maximumLength))
    var (start, hidden) = (0, [read])
    for part in parts {
      let places = (start..<(start + part.count)).clamped(to: 0..<read.count)
      var occluded = read
      occluded.replaceSubrange(places, with: repeatElement(unknown, count: places.count))
      hidden.append(occluded)
      start += part.count
    }
    let logits = logits(of: hidden)
    let label = logits[0].placeOfLargest
    let shares = logits.map { logits in Double(logits[label]) - logits.withUnsafeBufferPointer(logSumExp) }
    return Explanation(
      label: vocabulary.labels[Int32(label)], probability: exp(shares[0]),
      parts: zip(parts, shares.dropFirst()).map { Explanation.Part(text: $0.text, weight: shares[0] - $1) })
  }

  /// Each with the number of its ids.
  private func parts(of text: String, count: Int) throws(VocabularyError) -> [(text: String, count: Int)] {
    var words: [String] = []
    for character in text {
      // White space belongs to the word after it, as byte pairs have it.
      let begins = character.isWhitespace && words.last?.last?.isWhitespace != true
      if words.isEmpty || begins { words.append("") }
      words[words.count - 1].append(character)
    }
    if words.count > 1 {
      var parts: [(text: String, count: Int)] = []
      for word in words { parts.append((word, try vocabulary.text.encode(word).count)) }
      if parts.reduce(0, { $0 + $1.count }) == count { return parts }
    }
    // One word, or units that reach over words.
    let units =
      vocabulary.text.unit == .character
      ? text.unicodeScalars.map { String($0) } : vocabulary.text.unit.tokenizer.tokens(in: text)
    return units.map { ($0, 1) }
  }
}

extension TextClassifier.Explanation {
  package var exhibit: any Exhibit {
    let largest = max(parts.map { abs($0.weight) }.max() ?? 0, 0.05)
    let pieces = parts.map { part in
      let sign = part.weight < 0 ? "against" : "for"
      return ColoredText.Piece(
        part.text, part.weight / largest, detail: "\(Figures.fixed(abs(part.weight), 3)) nats \(sign) \(label)")
    }
    return ColoredText(label, unit: percent(probability), pieces)
  }
}
